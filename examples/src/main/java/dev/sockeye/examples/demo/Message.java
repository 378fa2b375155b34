package dev.sockeye.examples.demo;

import java.util.UUID;

/** A message in a room, as it is kept and sent. Immutable. */
record Message(String id, String room, String user, String text, long time) {
    static Message of(String room, String user, String text) {
        return new Message(UUID.randomUUID().toString(), room, user, text, System.currentTimeMillis());
    }
}
