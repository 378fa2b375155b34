package dev.sockeye.socketio.internal.parser;

import dev.sockeye.engineio.EngineMessage;
import dev.sockeye.socketio.protocol.MessagePackReader;
import dev.sockeye.socketio.protocol.PacketArgs;
import dev.sockeye.socketio.protocol.PacketFormatException;
import dev.sockeye.socketio.protocol.PacketParser;
import dev.sockeye.socketio.protocol.SocketPacket;

/**
 * Decodes the messages of one connection. Takes and refuses what the reference's MessagePack parser does, reserved names
 * included, but for events whose name is neither text nor a number: those are refused as the default parser does it.
 */
final class MsgpackPacketDecoder implements PacketParser.Decoder {
    private static final int ABSENT = -1;

    private final JacksonBinding binding;
    private final ParserLimits limits;

    MsgpackPacketDecoder(JacksonBinding binding, ParserLimits limits) {
        this.binding = binding;
        this.limits = limits;
    }

    @Override
    public SocketPacket decode(EngineMessage message) throws PacketFormatException {
        if (message.isText()) {
            throw new PacketFormatException("invalid packet type");
        }
        return new Message(message).decode();
    }

    /** A message while it is read. */
    private final class Message {
        private final byte[] in;
        private final MessagePackReader reader;

        /** Where the values begin; of members with the same name the last one counts. */
        private int type = ABSENT;

        private int namespace = ABSENT;
        private int id = ABSENT;
        private int data = ABSENT;
        private int dataEnd;

        Message(EngineMessage message) {
            in = message.array();
            reader = at(message.offset());
        }

        SocketPacket decode() throws PacketFormatException {
            int members = reader.mapHeader();
            for (int i = 0; i < members; i++) {
                String key = reader.key();
                int at = reader.position();
                reader.skip();
                if ("type".equals(key)) {
                    type = at;
                } else if ("nsp".equals(key)) {
                    namespace = at;
                } else if ("id".equals(key)) {
                    id = at;
                } else if ("data".equals(key)) {
                    data = at;
                    dataEnd = reader.position();
                }
            }
            if (members < 0) {
                reader.skip(); // broken MessagePack is called so
            }
            reader.end();
            int number = integer(type, "invalid packet type");
            return packet(number, namespace());
        }

        private SocketPacket packet(int number, String nsp) throws PacketFormatException {
            switch (number) {
                case 0:
                    require(isUndefined(data) || isMap());
                    ackId();
                    return new SocketPacket.Connect(nsp, payload());
                case 1:
                    require(isUndefined(data));
                    ackId();
                    return new SocketPacket.Disconnect(nsp);
                case 2:
                    PacketArgs args = args();
                    require(args.size() == 0 || args.value(0) instanceof String || args.value(0) instanceof Number);
                    return new SocketPacket.Event(nsp, ackId(), args);
                case 3:
                    PacketArgs answer = args();
                    return new SocketPacket.Ack(nsp, ackId(), answer);
                case 4:
                    require(data != ABSENT && (isMap() || at(data).value() instanceof String));
                    ackId();
                    return new SocketPacket.ConnectError(nsp, payload());
                default:
                    throw new PacketFormatException("invalid packet type");
            }
        }

        private String namespace() throws PacketFormatException {
            if (namespace != ABSENT && at(namespace).value() instanceof String nsp) {
                return nsp;
            }
            throw new PacketFormatException("invalid namespace");
        }

        /** An id that fits into no long, and a negative one, is taken for none: nothing else could be answered. */
        private long ackId() throws PacketFormatException {
            if (isUndefined(id)) {
                return SocketPacket.NO_ACK;
            }
            Object value = at(id).value();
            if (value instanceof Integer || value instanceof Long) {
                return Math.max(((Number) value).longValue(), SocketPacket.NO_ACK);
            }
            if (value instanceof Double d && d == Math.rint(d) && !Double.isInfinite(d)) {
                return SocketPacket.NO_ACK;
            }
            throw new PacketFormatException("invalid packet id");
        }

        private int integer(int position, String message) throws PacketFormatException {
            if (position != ABSENT && at(position).value() instanceof Integer number) {
                return number;
            }
            throw new PacketFormatException(message);
        }

        private PacketArgs payload() {
            return data == ABSENT || in[data] == (byte) 0xd4
                    ? PacketArgs.none()
                    : new MsgpackArgs(binding, in, data, dataEnd);
        }

        private PacketArgs args() throws PacketFormatException {
            require(data != ABSENT);
            MessagePackReader elements = at(data);
            int size = elements.arrayHeader();
            require(size >= 0);
            int[] bounds = new int[size + 1];
            for (int i = 0; i < size; i++) {
                bounds[i] = elements.position();
                elements.skip();
            }
            bounds[size] = dataEnd;
            return new MsgpackArgs(binding, in, bounds);
        }

        private boolean isMap() throws PacketFormatException {
            return at(data).mapHeader() >= 0;
        }

        private boolean isUndefined(int position) throws PacketFormatException {
            return position == ABSENT || at(position).isUndefined();
        }

        private MessagePackReader at(int position) {
            return new MessagePackReader(in, position, limits.maxDepth());
        }
    }

    private static void require(boolean valid) throws PacketFormatException {
        if (!valid) {
            throw new PacketFormatException("invalid payload");
        }
    }
}
