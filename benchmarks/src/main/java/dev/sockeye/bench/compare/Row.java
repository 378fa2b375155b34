package dev.sockeye.bench.compare;

import dev.sockeye.bench.load.BroadcastLoad;
import dev.sockeye.bench.load.ConnectLoad;
import dev.sockeye.bench.load.EchoLoad;
import dev.sockeye.bench.load.IdleLoad;
import dev.sockeye.bench.load.Load;
import dev.sockeye.bench.load.LoadLoop;
import dev.sockeye.bench.load.PollingEchoLoad;
import dev.sockeye.bench.load.UpgradeLoad;
import java.util.List;

/**
 * One measurement of server CPU per unit of a load.
 *
 * @param id the name for {@code --rows}
 * @param title the row's heading
 * @param flavour how the servers are started
 * @param factory what drives them
 */
record Row(String id, String title, ServerSpec.Flavour flavour, LoadFactory factory) {

    /** Sessions held by the row that measures memory. */
    static final int IDLE_SESSIONS = 10_000;

    /** The id of the row that measures memory instead of time. */
    static final String IDLE = "idle";

    private static final int MEMBERS = 1_000;

    /** Makes the load for the server on a port. */
    interface LoadFactory {
        Load create(LoadLoop loop, int port);
    }

    static List<Row> all() {
        return List.of(
                load("echo", "echo 64 B, 100 connections", (loop, port) -> EchoLoad.strings(loop, port, 100, 64)),
                load(
                        "echo-object",
                        "echo of a 200 B object, 50 connections x 16 outstanding",
                        (loop, port) -> EchoLoad.objects(loop, port, 50, 16)),
                load(
                        "ack",
                        "acknowledgement 64 B, 100 connections",
                        (loop, port) -> EchoLoad.acknowledgements(loop, port, 100, 64)),
                broadcast("bcast-64", "delivery of a broadcast, 64 B, 1,000 in the room", 1, 64),
                load(
                        "bcast-64-small",
                        "the same, 100 in the room",
                        (loop, port) -> BroadcastLoad.strings(loop, port, 100, 1, 64)),
                load(
                        "bcast-64-large",
                        "the same, 2,500 in the room",
                        (loop, port) -> BroadcastLoad.strings(loop, port, 2_500, 1, 64)),
                broadcast("bcast-64-burst", "the same, 1,000 in the room, 8 broadcasts at a time", 8, 64),
                broadcast("bcast-1k", "delivery, 1 KiB", 1, 1024),
                broadcast("bcast-16k", "delivery, 16 KiB", 1, 16 * 1024),
                load(
                        "bcast-bin",
                        "delivery, 1 KiB binary",
                        (loop, port) -> BroadcastLoad.binary(loop, port, MEMBERS, 1024)),
                load(
                        "connect",
                        "WebSocket connection: handshake, CONNECT, close",
                        (loop, port) -> new ConnectLoad(loop, port, 50)),
                load("upgrade", "polling, upgrade, close", (loop, port) -> new UpgradeLoad(loop, port, 500)),
                load(
                        "polling-echo",
                        "polling echo (POST + GET), 100 connections",
                        (loop, port) -> new PollingEchoLoad(loop, port, 100, 64)),
                new Row(
                        IDLE,
                        "idle WebSocket session, 10,000 held",
                        ServerSpec.Flavour.IDLE,
                        (loop, port) -> new IdleLoad(loop, port, IDLE_SESSIONS)),
                new Row(
                        "heartbeat",
                        "heartbeat (ping + pong), 2,000 sessions",
                        ServerSpec.Flavour.HEARTBEAT,
                        (loop, port) -> new IdleLoad(loop, port, 2_000)));
    }

    private static Row load(String id, String title, LoadFactory factory) {
        return new Row(id, title, ServerSpec.Flavour.LOAD, factory);
    }

    private static Row broadcast(String id, String title, int burst, int length) {
        return load(id, title, (loop, port) -> BroadcastLoad.strings(loop, port, MEMBERS, burst, length));
    }
}
