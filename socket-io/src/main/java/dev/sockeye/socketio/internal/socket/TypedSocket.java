package dev.sockeye.socketio.internal.socket;

import dev.sockeye.socketio.Ack;
import dev.sockeye.socketio.Event;
import dev.sockeye.socketio.EventArgs;
import dev.sockeye.socketio.Registration;
import dev.sockeye.socketio.Request;
import dev.sockeye.socketio.RequestHandler;
import dev.sockeye.socketio.Socket;
import dev.sockeye.socketio.TypeRef;
import dev.sockeye.socketio.TypedListeners.On1;
import dev.sockeye.socketio.TypedListeners.On1Ack;
import dev.sockeye.socketio.TypedListeners.On2;
import dev.sockeye.socketio.TypedListeners.On2Ack;
import dev.sockeye.socketio.TypedListeners.On3;
import dev.sockeye.socketio.TypedListeners.On3Ack;
import dev.sockeye.socketio.TypedListeners.On4;
import dev.sockeye.socketio.TypedListeners.On4Ack;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The typed listeners of a socket, each a listener of undecoded arguments that converts them. */
abstract sealed class TypedSocket extends EventListeners implements Socket permits ListeningSocket {
    @Override
    public final <A> Registration on(String event, Class<A> a, On1<A> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a)));
    }

    @Override
    public final <A> Registration on(String event, Class<A> a, On1Ack<A> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a), args.ack()));
    }

    @Override
    public final <A> Registration on(String event, TypeRef<A> a, On1<A> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a.type())));
    }

    @Override
    public final <A> Registration on(String event, TypeRef<A> a, On1Ack<A> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a.type()), args.ack()));
    }

    @Override
    public final <A, B> Registration on(String event, Class<A> a, Class<B> b, On2<A, B> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a), get(args, 1, b)));
    }

    @Override
    public final <A, B> Registration on(String event, Class<A> a, Class<B> b, On2Ack<A, B> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a), get(args, 1, b), args.ack()));
    }

    @Override
    public final <A, B, C> Registration on(String event, Class<A> a, Class<B> b, Class<C> c, On3<A, B, C> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a), get(args, 1, b), get(args, 2, c)));
    }

    @Override
    public final <A, B, C> Registration on(String event, Class<A> a, Class<B> b, Class<C> c, On3Ack<A, B, C> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a), get(args, 1, b), get(args, 2, c), args.ack()));
    }

    @Override
    public final <A, B, C, D> Registration on(
            String event, Class<A> a, Class<B> b, Class<C> c, Class<D> d, On4<A, B, C, D> listener) {
        return on(event, args -> listener.onEvent(get(args, 0, a), get(args, 1, b), get(args, 2, c), get(args, 3, d)));
    }

    @Override
    public final <A, B, C, D> Registration on(
            String event, Class<A> a, Class<B> b, Class<C> c, Class<D> d, On4Ack<A, B, C, D> listener) {
        return on(
                event,
                args -> listener.onEvent(
                        get(args, 0, a), get(args, 1, b), get(args, 2, c), get(args, 3, d), args.ack()));
    }

    @Override
    public final <A> Registration on(Event<A> event, On1<A> listener) {
        return on(event.name(), args -> listener.onEvent(get(args, 0, event.type())));
    }

    @Override
    public final <Q, R> Registration on(Request<Q, R> request, RequestHandler<Q, ?> handler) {
        return answer(request.name(), request.questionType(), handler);
    }

    @Override
    public final <Q> Registration onRequest(String event, Class<Q> question, RequestHandler<Q, ?> handler) {
        return answer(event, question, handler);
    }

    private <Q> Registration answer(String event, Type question, RequestHandler<Q, ?> handler) {
        return on(event, args -> {
            Object answer = handler.onRequest(get(args, 0, question));
            if (answer instanceof CompletionStage<?> later) {
                later.whenComplete((value, error) -> {
                    if (error == null) {
                        send(args.ack(), event, value);
                    } else {
                        report(event, error);
                    }
                });
            } else {
                args.ack().send(answer);
            }
        });
    }

    private void send(Ack ack, String event, @Nullable Object value) {
        try {
            ack.send(value);
        } catch (RuntimeException e) {
            report(event, e);
        }
    }

    /** Reports what the application's code threw. */
    abstract void report(String event, Throwable error);

    /** Null where an argument is missing: what that means is up to the listener, as it is in JavaScript. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T get(EventArgs args, int index, Type type) {
        return ((DefaultEventArgs) args).convert(index, type);
    }
}
