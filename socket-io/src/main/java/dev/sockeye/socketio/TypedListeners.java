package dev.sockeye.socketio;

/**
 * Listeners of typed arguments. Missing arguments are null. They run where {@link HandlerExecution} says, one after the
 * other for one socket; what they throw is logged, reported to {@link SocketIoObserver#onHandlerError} and harms nobody
 * else.
 */
public final class TypedListeners {
    private TypedListeners() {}

    /** Takes one argument. Missing arguments are null. */
    @FunctionalInterface
    public interface On1<A> {
        /** An event arrived. */
        void onEvent(A a) throws Exception;
    }

    /** Takes one argument and the acknowledgement. */
    @FunctionalInterface
    public interface On1Ack<A> {
        /** An event arrived. */
        void onEvent(A a, Ack ack) throws Exception;
    }

    /** Takes two arguments. */
    @FunctionalInterface
    public interface On2<A, B> {
        /** An event arrived. */
        void onEvent(A a, B b) throws Exception;
    }

    /** Takes two arguments and the acknowledgement. */
    @FunctionalInterface
    public interface On2Ack<A, B> {
        /** An event arrived. */
        void onEvent(A a, B b, Ack ack) throws Exception;
    }

    /** Takes three arguments. */
    @FunctionalInterface
    public interface On3<A, B, C> {
        /** An event arrived. */
        void onEvent(A a, B b, C c) throws Exception;
    }

    /** Takes three arguments and the acknowledgement. */
    @FunctionalInterface
    public interface On3Ack<A, B, C> {
        /** An event arrived. */
        void onEvent(A a, B b, C c, Ack ack) throws Exception;
    }

    /** Takes four arguments. */
    @FunctionalInterface
    public interface On4<A, B, C, D> {
        /** An event arrived. */
        void onEvent(A a, B b, C c, D d) throws Exception;
    }

    /** Takes four arguments and the acknowledgement. */
    @FunctionalInterface
    public interface On4Ack<A, B, C, D> {
        /** An event arrived. */
        void onEvent(A a, B b, C c, D d, Ack ack) throws Exception;
    }
}
