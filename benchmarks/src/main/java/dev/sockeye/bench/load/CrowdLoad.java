package dev.sockeye.bench.load;

import dev.sockeye.bench.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Clients that are only there: each sends some packets, waits for the answer to each, and is idle from then on. */
public final class CrowdLoad extends ConnectedLoad {

    private final String connect;
    private final List<List<String>> scripts;

    private CrowdLoad(LoadLoop loop, int port, String connect, List<List<String>> scripts) {
        super(loop, port, scripts.size());
        this.connect = connect;
        this.scripts = scripts;
    }

    /** Sessions in a namespace of their own. */
    public static CrowdLoad sessions(LoadLoop loop, int port, int count) {
        List<List<String>> scripts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            scripts.add(List.of());
        }
        return new CrowdLoad(loop, port, "40/n0,", scripts);
    }

    /** Ten clients that share that many rooms of the main namespace, outside the room that is broadcast to. */
    public static CrowdLoad rooms(LoadLoop loop, int port, int count) {
        List<List<String>> scripts = new ArrayList<>();
        for (int client = 0; client < 10; client++) {
            List<String> packets = new ArrayList<>(List.of("421[\"leave\",\"room\"]"));
            for (int i = client; i < count; i += 10) {
                packets.add("421[\"join\",\"r" + i + "\"]");
            }
            scripts.add(packets);
        }
        return new CrowdLoad(loop, port, "40", scripts);
    }

    /** Clients that are in that many namespaces besides the main one. */
    public static CrowdLoad namespaces(LoadLoop loop, int port, int count) {
        List<List<String>> scripts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            if (scripts.isEmpty() || scripts.get(scripts.size() - 1).size() == 100) {
                scripts.add(new ArrayList<>());
            }
            scripts.get(scripts.size() - 1).add("40/n" + i + ",");
        }
        return new CrowdLoad(loop, port, "40/n0,", scripts);
    }

    @Override
    Client newClient(int index) {
        return new Bystander(scripts.get(index));
    }

    @Override
    void begin() {}

    private final class Bystander extends Client {

        private final List<String> script;
        private int answered;

        Bystander(List<String> script) {
            super(connect);
            this.script = script;
        }

        @Override
        void onReady() {
            if (script.isEmpty()) {
                ready();
            } else {
                next();
            }
        }

        private void next() {
            send(WebSocketFrames.maskedText(script.get(answered)));
        }

        @Override
        void onMessage(ByteBuf in, int opcode, int index, int length) {
            answered++;
            if (answered < script.size()) {
                next();
            } else if (answered == script.size()) {
                ready();
            } else {
                onFailure("an idle client received " + length + " bytes");
            }
        }
    }
}
