package dev.sockeye.socketio.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sockeye.socketio.AckTimeoutException;
import dev.sockeye.socketio.AnyListener;
import dev.sockeye.socketio.Event;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.Request;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.SocketDisconnectedException;
import dev.sockeye.socketio.SocketIoObserver;
import dev.sockeye.socketio.TypeRef;
import dev.sockeye.testsupport.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and acknowledgements of one socket. */
final class EventsTest {
    private final List<String> seen = new ArrayList<>();
    private final TestServer server =
            new TestServer(options -> options.maxPendingAcks(2).observer(new SocketIoObserver() {
                @Override
                public void onHandlerError(Socket socket, String event, Throwable error) {
                    seen.add("reported " + event + " " + error.getMessage());
                }

                @Override
                public void onDropped(Socket socket, DropCause cause) {
                    seen.add("dropped " + cause);
                }
            }));
    private FakeSession session;
    private Socket socket;

    record Point(int x, int y) {}

    @BeforeEach
    void connect() {
        session = server.connect();
        socket = server.main.sockets().iterator().next();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @Proves({"S52", "S55"})
    void catchAllListenersComeFirstThenMiddlewaresThenListeners() {
        socket.on("e", args -> seen.add("listener " + args.values()));
        socket.use((event, args) -> seen.add("middleware " + event));
        socket.onAny((event, args) ->
                seen.add("any " + event + args.values() + args.ack().isRequested()));
        socket.prependAny((event, args) -> seen.add("first " + event));
        server.receive(session, "420[\"e\",1,null]");
        assertThat(seen).containsExactly("first e", "any e[1, null]true", "middleware e", "listener [1, null]");
    }

    @Test
    @Proves({"S55", "S56"})
    void aMiddlewareRefusesAnEventWithoutTellingTheClient() {
        socket.on("e", args -> seen.add("listener"));
        socket.onError(error -> seen.add("error " + error.getMessage()));
        socket.use((event, args) -> {
            throw new IllegalStateException("no");
        });
        server.receive(session, "42[\"e\"]");
        assertThat(seen).containsExactly("error no");
        assertThat(session.takeSent()).isEmpty();
    }

    @Test
    @Proves({"S54", "S104"})
    void listenersAreListedAndRemoved() {
        AnyListener any = (event, args) -> seen.add("any");
        socket.onAny(any);
        socket.onAnyOutgoing(any);
        assertThat(socket.listenersAny()).containsExactly(any);
        assertThat(socket.listenersAnyOutgoing()).containsExactly(any);
        socket.offAny(any);
        socket.offAnyOutgoing();
        assertThat(socket.listenersAny()).isEmpty();
        assertThat(socket.listenersAnyOutgoing()).isEmpty();
        Registration registration = socket.on("e", args -> seen.add("closed"));
        socket.once("e", args -> {
            seen.add("once");
            socket.emit("again");
        });
        socket.on("e", args -> seen.add("on"));
        registration.close();
        registration.close();
        server.receive(session, "42[\"e\"]");
        server.receive(session, "42[\"e\"]");
        socket.off("e");
        server.receive(session, "42[\"e\"]");
        socket.on("f", args -> seen.add("f"));
        socket.off();
        server.receive(session, "42[\"f\"]");
        assertThat(seen).containsExactly("once", "on", "on");
    }

    @Test
    @Proves("S53")
    void outgoingCatchAllSeesEmitsAndBroadcastsButNoAcknowledgements() {
        socket.onAnyOutgoing((event, args) -> seen.add(event + args.values()));
        socket.on("e", args -> args.ack().send("x"));
        socket.emit("a", 1);
        server.main.emit("b", 2);
        server.main.except(socket.id()).emit("c");
        server.receive(session, "420[\"e\"]");
        assertThat(seen).containsExactly("a[1]", "b[2]");
    }

    @Test
    @Proves("S13")
    void whatAListenerThrowsIsReportedOnceAndHarmsNobody() {
        socket.on("e", args -> {
            throw new IllegalStateException("first");
        });
        socket.on("e", args -> {
            throw new StackOverflowError("second");
        });
        socket.on("e", args -> seen.add("third"));
        server.receive(session, "42[\"e\"]");
        assertThat(seen).containsExactly("reported e first", "reported e second", "third");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void typedListenersConvertTheirArguments() {
        socket.on("p", Point.class, point -> seen.add("" + point));
        socket.on("l", new TypeRef<List<Point>>() {}, points -> seen.add("" + points));
        socket.on("m", String.class, Integer.class, Boolean.class, String.class, (a, b, c, d, ack) -> {
            seen.add(a + b + c + d);
            ack.send(new Point(1, 2));
        });
        socket.on(Event.of("c", Point.class), point -> seen.add("contract " + point.x()));
        server.receive(session, "42[\"p\",{\"x\":1,\"y\":2}]");
        server.receive(session, "42[\"l\",[{\"x\":1,\"y\":2}]]");
        server.receive(session, "427[\"m\",\"a\",2,true]");
        server.receive(session, "42[\"c\",{\"x\":5,\"y\":2}]");
        assertThat(seen).containsExactly("Point[x=1, y=2]", "[Point[x=1, y=2]]", "a2truenull", "contract 5");
        assertThat(session.takeSent()).containsExactly("437[{\"x\":1,\"y\":2}]");
    }

    @Test
    void anArgumentThatCannotBeConvertedIsReportedAndSkipsTheListener() {
        socket.on("p", Point.class, point -> seen.add("called"));
        server.receive(session, "42[\"p\",\"text\"]");
        assertThat(seen).singleElement().asString().startsWith("reported p ");
    }

    @Test
    void whatARequestHandlerReturnsIsTheAcknowledgement() {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        socket.onRequest("now", Integer.class, n -> n + 1);
        socket.onRequest("later", Integer.class, n -> later);
        socket.on(Request.of("sum", Point.class, Integer.class), p -> p.x() + p.y());
        socket.onRequest("fails", Integer.class, n -> {
            throw new IllegalStateException("no answer");
        });
        server.receive(session, "421[\"later\",1]");
        server.receive(session, "422[\"now\",1]");
        server.receive(session, "423[\"sum\",{\"x\":3,\"y\":4}]");
        server.receive(session, "424[\"fails\",1]");
        later.complete(9);
        server.run();
        assertThat(session.takeSent()).containsExactly("432[2]", "433[7]", "431[9]");
        assertThat(seen).containsExactly("reported fails no answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    @Proves("S51")
    void reservedNamesAreRefused(String name) {
        assertThatThrownBy(() -> socket.emit(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + name + "\" is a reserved event name");
        assertThatThrownBy(() -> server.main.emit(name)).hasMessageEndingWith("is a reserved event name");
        assertThatThrownBy(() -> socket.emitWithAck(name)).hasMessageEndingWith("is a reserved event name");
        assertThatThrownBy(() -> socket.on(name, args -> {}))
                .hasMessageContaining("is a reserved event name (expected:");
    }

    @Test
    @Proves("S26")
    void sendEmitsMessage() {
        socket.send("a", 1);
        socket.emit("nothing", (Object[]) null);
        server.run();
        assertThat(session.takeSent()).containsExactly("42[\"message\",\"a\",1]", "42[\"nothing\",null]");
    }

    @Test
    @Proves({"S20", "S24", "S103"})
    void acknowledgementsCompleteFuturesByIdsOfTheNamespace() {
        FakeSession other = server.connect();
        Socket second = server.main.sockets().stream()
                .filter(s -> s != socket)
                .findFirst()
                .orElseThrow();
        CompletableFuture<EventArgs> first = socket.emitWithAck("q", "a");
        CompletableFuture<EventArgs> later = second.emitWithAck("q", "b");
        server.run();
        assertThat(session.takeSent()).containsExactly("420[\"q\",\"a\"]");
        assertThat(other.takeSent()).containsExactly("421[\"q\",\"b\"]");
        server.receive(other, "430[\"foreign\"]");
        assertThat(first).isNotDone();
        server.receive(session, "430[\"x\",2]");
        server.receive(session, "430[\"again\"]");
        assertThat(first.join().values()).containsExactly("x", 2);
        server.receive(other, "431[]");
        assertThat(later.join().size()).isZero();
    }

    @Test
    @Proves("S23")
    void aMissingAcknowledgementFailsInTime() {
        CompletableFuture<EventArgs> byDefault = socket.emitWithAck("q");
        CompletableFuture<EventArgs> soon =
                socket.timeout(Duration.ofMillis(100)).emitWithAck("q");
        server.advance(Duration.ofMillis(99));
        assertThat(soon).isNotDone();
        server.advance(Duration.ofMillis(1));
        assertThat(soon).isCompletedExceptionally();
        assertThatThrownBy(soon::join)
                .hasCauseInstanceOf(AckTimeoutException.class)
                .hasMessageContaining("operation has timed out");
        server.receive(session, "431[\"late\"]");
        assertThat(byDefault).isNotDone();
        server.advance(Duration.ofSeconds(30));
        assertThat(byDefault).isCompletedExceptionally();
        assertThat(server.timers.armed()).isZero();
    }

    @Test
    void pendingAcknowledgementsFailWhenTheSocketDisconnects() {
        CompletableFuture<EventArgs> pending = socket.emitWithAck("q");
        server.receive(session, "41");
        assertThatThrownBy(pending::join).hasCauseInstanceOf(SocketDisconnectedException.class);
        assertThatThrownBy(() -> socket.emitWithAck("q").join()).hasCauseInstanceOf(SocketDisconnectedException.class);
        assertThat(server.timers.armed()).isZero();
    }

    @Test
    void pendingAcknowledgementsAreBounded() {
        socket.emitWithAck("q");
        socket.emitWithAck("q");
        assertThatThrownBy(() -> socket.emitWithAck("q").join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxPendingAcks");
        assertThat(seen).containsExactly("dropped TOO_MANY_ACKS");
        server.run();
        assertThat(session.takeSent()).hasSize(2);
    }

    @Test
    void aRequestConvertsTheAnswer() {
        CompletableFuture<Point> answer = socket.request(Request.of("where", String.class, Point.class), "me");
        server.run();
        assertThat(session.takeSent()).containsExactly("420[\"where\",\"me\"]");
        server.receive(session, "430[{\"x\":1,\"y\":2}]");
        assertThat(answer.join()).isEqualTo(new Point(1, 2));
    }

    @Test
    @Proves({"S15", "S21"})
    void binaryGoesBothWays() {
        socket.on("b", args -> args.ack().send(args.raw(0), Map.of("n", args.value(0))));
        session.receive("451-5[\"b\",{\"_placeholder\":true,\"num\":0}]");
        session.receive(new byte[] {1, 2, 3});
        server.run();
        List<String> sent = session.takeSent();
        assertThat(sent.get(0))
                .startsWith("46")
                .contains("-5[{\"_placeholder\":true,\"num\":0},{\"n\":{\"_placeholder\"");
        assertThat(sent.subList(1, sent.size())).allMatch("binary of 3"::equals).isNotEmpty();
    }

    @Test
    @Proves("S22")
    void anAcknowledgementIsSentOnce() {
        socket.on("e", args -> {
            args.ack().send(1);
            args.ack().send(2);
        });
        socket.on("n", args -> args.ack().send("nobody asked"));
        server.receive(session, "429[\"e\"]");
        server.receive(session, "42[\"n\"]");
        assertThat(session.takeSent()).containsExactly("439[1]");
    }

    @Test
    @Proves({"S28", "S29"})
    void volatileEventsAreDroppedWhenTheTransportIsBusy() {
        session.writable = false;
        socket.volatile_().emit("v", new byte[] {1});
        server.main.volatile_().emit("v");
        server.run();
        assertThat(session.takeSent()).isEmpty();
        session.writable = true;
        socket.volatile_().emit("v", 1);
        server.run();
        assertThat(session.takeSent()).containsExactly("42[\"v\",1]");
    }

    @Test
    @Proves({"S27", "S39"})
    void compressionIsAskedForUnlessToldOtherwise() {
        socket.emit("e");
        server.main.emit("e");
        server.run();
        assertThat(session.uncompressed).isZero();
        socket.compress(false).emit("e");
        socket.compress(false).timeout(Duration.ofSeconds(1)).emitWithAck("e");
        server.main.compress(false).emit("e");
        server.run();
        assertThat(session.uncompressed).isEqualTo(3);
        socket.emit("e");
        server.run();
        assertThat(session.uncompressed).isEqualTo(3);
    }

    @Test
    @Proves("S105")
    void theSessionBelowIsAtHand() {
        assertThat(socket.conn()).isSameAs(session);
        assertThat(socket.namespace()).isSameAs(server.main);
        assertThat(socket.bufferedAmount()).isZero();
        assertThat(socket.isWritable()).isTrue();
    }

    @Test
    void anEventWithoutPayloadReachesCatchAllListenersOnly() {
        socket.onAny((event, args) -> seen.add("any '" + event + "' " + args.size()));
        server.receive(session, "42");
        assertThat(seen).containsExactly("any '' 0");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void anEventNamedErrorIsAnOrdinaryEvent() {
        socket.onError(error -> seen.add("error listener"));
        socket.on("error", args -> seen.add("event " + args.value(0)));
        server.receive(session, "42[\"error\",\"x\"]");
        assertThat(seen).containsExactly("event x");
    }

    @Test
    void drainListenersAreTold() {
        socket.onDrain(() -> seen.add("drain"));
        session.drain();
        server.run();
        assertThat(seen).containsExactly("drain");
    }
}
