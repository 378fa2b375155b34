package dev.sockeye.examples.demo;

import java.util.UUID;

/** A message between two people: delivered, not kept. Immutable. */
record PrivateMessage(String id, String from, String to, String text, long time) {
    static PrivateMessage of(String from, String to, String text) {
        return new PrivateMessage(UUID.randomUUID().toString(), from, to, text, System.currentTimeMillis());
    }
}
