package dev.sockeye.socketio.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Between a client and a server. Once it is cut neither hears of the other, nor that it has gone. Thread-safe. */
final class HalfOpenProxy implements AutoCloseable {
    private final ServerSocket acceptor;
    private final int target;
    private volatile boolean cut;
    private final List<Socket> toServer = new CopyOnWriteArrayList<>();

    HalfOpenProxy(int target) {
        this.target = target;
        try {
            acceptor = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + acceptor.getLocalPort();
    }

    void cut() {
        cut = true;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "half-open-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = acceptor.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                toServer.add(server);
                start(() -> copy(client, server));
                start(() -> copy(server, client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!cut) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
        } catch (IOException e) {
            // One of both has gone; the other is not told.
        }
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
        for (Socket socket : toServer) {
            socket.close();
        }
    }
}
