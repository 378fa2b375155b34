package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sockeye.engineio.CloseReason;
import dev.sockeye.socketio.HandlerExecution;
import dev.sockeye.socketio.Socket;
import dev.sockeye.testsupport.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners off the event loop, on an executor that runs when told to. */
final class OffLoopTest {
    private final ManualExecutor threads = new ManualExecutor();
    private boolean rejecting;
    private final TestServer server =
            new TestServer(options -> options.mailboxCapacity(4).handlerExecution(HandlerExecution.executor(task -> {
                if (rejecting) {
                    throw new RejectedExecutionException();
                }
                threads.execute(task);
            })));
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        server.close();
    }

    private void runAll() {
        for (int i = 0; i < 3; i++) {
            server.run();
            threads.runAll();
        }
        server.run();
    }

    private Socket connected(FakeSession session) {
        session.receive("40");
        runAll();
        session.takeSent();
        return server.main.sockets().iterator().next();
    }

    @Test
    void eventsWaitForTheListenersOfTheConnectionAndRunInOrder() {
        server.main.onConnection(socket -> {
            seen.add("connection");
            socket.on("e", args -> seen.add("e" + args.value(0)));
        });
        FakeSession session = server.session();
        session.receive("40");
        server.run();
        session.receive("42[\"e\",1]");
        session.receive("42[\"e\",2]");
        assertThat(seen).isEmpty();
        threads.runAll();
        assertThat(seen).containsExactly("connection", "e1", "e2");
    }

    @Test
    @Proves("S64")
    void eventsThatWaitAreNotDeliveredAfterTheDisconnection() {
        FakeSession session = server.session();
        Socket socket = connected(session);
        socket.on("e", args -> seen.add("e"));
        socket.onDisconnecting((reason, text) -> seen.add("disconnecting"));
        socket.onDisconnect((reason, text) -> seen.add("disconnect"));
        session.receive("42[\"e\"]");
        session.receive("41");
        threads.runAll();
        assertThat(seen).containsExactly("disconnecting", "disconnect");
    }

    @Test
    void readingPausesAtTheLimitAndGoesOnAtHalfOfIt() {
        FakeSession session = server.session();
        Socket socket = connected(session);
        socket.on("e", args -> seen.add("e, paused " + session.paused));
        for (int i = 0; i < 3; i++) {
            session.receive("42[\"e\"]");
        }
        assertThat(session.paused).isZero();
        session.receive("42[\"e\"]");
        session.receive("42[\"e\"]");
        assertThat(session.paused).isEqualTo(1);
        runAll();
        assertThat(session.paused).isZero();
        assertThat(seen).hasSize(5);
        for (int i = 0; i < 4; i++) {
            session.receive("42[\"e\"]");
        }
        assertThat(session.paused).isEqualTo(1);
        runAll();
        assertThat(session.paused).isZero();
    }

    @Test
    void aListenerMayWaitForAnAcknowledgement() {
        FakeSession session = server.session();
        Socket socket = connected(session);
        socket.on("ask", args -> socket.emitWithAck("q").thenAccept(answer -> seen.add("answer " + answer.value(0))));
        session.receive("42[\"ask\"]");
        runAll();
        assertThat(session.takeSent()).containsExactly("420[\"q\"]");
        session.receive("430[1]");
        assertThat(seen).isEmpty();
        threads.runAll();
        assertThat(seen).containsExactly("answer 1");
    }

    @Test
    void theEndIsToldEvenWhenTheThreadsAreGone() {
        FakeSession session = server.session();
        Socket socket = connected(session);
        socket.join("room");
        socket.onDisconnect((reason, text) -> seen.add("disconnect"));
        rejecting = true;
        session.receive("42[\"e\"]");
        session.end(CloseReason.TRANSPORT_CLOSE, "");
        runAll();
        assertThat(seen).containsExactly("disconnect");
        assertThat(server.main.rooms()).isEmpty();
        assertThat(session.paused).isZero();
    }
}
