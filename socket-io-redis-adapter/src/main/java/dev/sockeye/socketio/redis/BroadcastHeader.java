package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.cluster.ClusterMessageType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sender and rooms of a broadcast in MessagePack, read without decoding its packet.
 *
 * @param uid the sender; empty if it is no string
 * @param rooms the rooms, numbers as text; null if they are not to be found where they should be
 */
record BroadcastHeader(String uid, @Nullable List<String> rooms) {

    /**
     * Reads the header of a message of the Pub/Sub adapter, the array {@code [uid, packet, opts]}; null if it does not look
     * like one, which the decoder then finds out.
     */
    static @Nullable BroadcastHeader read(byte[] message) {
        try {
            MessagePackScanner scanner = new MessagePackScanner(message);
            int size = scanner.arraySize();
            if (size < 2) {
                return null;
            }
            String uid = scanner.string();
            if (uid == null) {
                scanner.skip(1);
            }
            scanner.skip(1);
            return new BroadcastHeader(uid == null ? "" : uid, size < 3 ? null : scanner.roomsOfOptions());
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    /**
     * Reads the header of a message of the sharded adapter, the map with {@code uid}, {@code type} and {@code data} in any
     * order; null if it is no broadcast, or one that wants acknowledgements, which is answered even without the room.
     */
    static @Nullable BroadcastHeader readMessage(byte[] message) {
        try {
            MessagePackScanner scanner = new MessagePackScanner(message);
            int size = scanner.mapSize();
            String uid = "";
            int type = 0;
            List<String> rooms = null;
            for (int i = 0; i < size; i++) {
                String key = String.valueOf(scanner.string());
                switch (key) {
                    case "uid" -> {
                        String text = scanner.string();
                        if (text == null) {
                            return null;
                        }
                        uid = text;
                    }
                    case "type" -> {
                        type = scanner.smallNumber();
                        if (type < 0) {
                            return null;
                        }
                    }
                    case "data" -> {
                        rooms = roomsOfData(scanner);
                        if (rooms == null) {
                            return null;
                        }
                    }
                    case "nsp" -> scanner.skip(1);
                    default -> {
                        return null;
                    }
                }
            }
            return type == ClusterMessageType.BROADCAST.number() && rooms != null
                    ? new BroadcastHeader(uid, rooms)
                    : null;
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Reads the rooms out of the data of a broadcast, the map with {@code packet} and {@code opts}; null as above. */
    static @Nullable List<String> readData(byte[] data) {
        try {
            return roomsOfData(new MessagePackScanner(data));
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static @Nullable List<String> roomsOfData(MessagePackScanner scanner) {
        int size = scanner.mapSize();
        List<String> rooms = null;
        for (int i = 0; i < size; i++) {
            String key = String.valueOf(scanner.string());
            switch (key) {
                case "packet" -> scanner.skip(1);
                case "opts" -> {
                    rooms = scanner.roomsOfOptions();
                    if (rooms == null) {
                        return null;
                    }
                }
                default -> {
                    return null;
                }
            }
        }
        return rooms;
    }
}
