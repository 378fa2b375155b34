package dev.sockeye.engineio.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The open connections of a server. Thread-safe. Costs a connection some 13 bytes, a third of Netty's channel group. */
final class Connections {
    private final Set<Channel> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /** One for all connections. */
    private final ChannelFutureListener remover = closed -> remove(closed.channel());

    /** Adds a connection, which stays until it is closed. */
    void add(Channel channel) {
        synchronized (open) {
            open.add(channel);
        }
        channel.closeFuture().addListener(remover);
    }

    private void remove(Channel channel) {
        synchronized (open) {
            open.remove(channel);
        }
    }

    int size() {
        synchronized (open) {
            return open.size();
        }
    }

    /** Closes those of this moment; completes when they are. */
    CompletableFuture<Void> close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        List<Channel> channels;
        synchronized (open) {
            channels = List.copyOf(open);
        }
        for (Channel channel : channels) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            channel.close().addListener(future -> closed.complete(null));
            closing.add(closed);
        }
        return CompletableFuture.allOf(closing.toArray(new CompletableFuture<?>[0]));
    }
}
