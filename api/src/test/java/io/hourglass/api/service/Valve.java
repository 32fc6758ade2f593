package io.hourglass.api.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A pipe to a server on this machine that can be shut: then nobody gets through. */
final class Valve implements AutoCloseable {
    private final int port;
    private final int behind;
    private final Set<Socket> through = ConcurrentHashMap.newKeySet();
    private ServerSocket door;

    /** @param behind the server's port */
    Valve(int behind) {
        this.behind = behind;
        this.door = bind(0);
        this.port = door.getLocalPort();
        serve(door);
    }

    int port() {
        return port;
    }

    /** Cuts every connection and takes no new one. */
    void shut() {
        try {
            door.close();
            for (Socket socket : through) {
                socket.close();
            }
            through.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void open() {
        door = bind(port);
        serve(door);
    }

    @Override
    public void close() {
        shut();
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(ServerSocket at) {
        Thread.ofVirtual().start(() -> {
            while (!at.isClosed()) {
                try {
                    Socket caller = at.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
                    through.add(caller);
                    through.add(server);
                    Thread.ofVirtual().start(() -> pour(caller, server));
                    Thread.ofVirtual().start(() -> pour(server, caller));
                } catch (IOException e) {
                    // shut, or the server behind is away: the caller sees a broken connection
                }
            }
        });
    }

    private static void pour(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // the other side is gone, and now this one is too
        }
    }
}
