package dev.sockeye.socketio.adapter;

/** Makes the adapter of each namespace. Thread-safe. */
public interface AdapterFactory extends AutoCloseable {
    /** Makes the adapter of one namespace; {@link Adapter#init()} follows. */
    Adapter create(AdapterContext context);

    /** Closes what the adapters shared, after all of them were closed. Does nothing by default. */
    @Override
    default void close() {}
}
