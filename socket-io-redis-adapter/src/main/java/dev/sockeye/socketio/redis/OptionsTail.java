package dev.sockeye.socketio.redis;

import dev.sockeye.socketio.adapter.cluster.ClusterData;
import dev.sockeye.socketio.adapter.cluster.DataJson;
import dev.sockeye.socketio.protocol.PacketFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a broadcast written as JSON, read without its packet: servers write the options last, behind the packet.
 * Quotes within strings are escaped, so that the marker is never part of a string.
 */
final class OptionsTail {
    private static final byte[] MARKER = "\"opts\":{\"rooms\":[".getBytes(StandardCharsets.US_ASCII);
    private static final int BEFORE_OBJECT = "\"opts\":".length();
    /** The end of the data, and what may be behind it. */
    private static final Pattern TAIL = Pattern.compile("\\}(?:,\"uid\":\"[^\"\\\\]*\",\"nsp\":\"[^\"\\\\]*\")?\\}\\z");
    /** Lists of rooms are short; what is longer is decoded as a whole. */
    private static final int MAX_LENGTH = 4096;

    private OptionsTail() {}

    /** Reads the rooms of the data of a message, in which the options are last; null if they are not. */
    static @Nullable Set<String> roomsOfData(byte[] json) {
        return json.length > 0 && json[json.length - 1] == '}' ? rooms(json, json.length - 1) : null;
    }

    /**
     * Reads the rooms of a whole message. Behind its data is nothing, as we write it, or sender and namespace, as Node does;
     * null if there is something else.
     */
    static @Nullable Set<String> roomsOfMessage(byte[] json) {
        int first = Math.max(0, json.length - MAX_LENGTH);
        Matcher tail = TAIL.matcher(new String(json, first, json.length - first, StandardCharsets.ISO_8859_1));
        return tail.find() ? rooms(json, first + tail.start()) : null;
    }

    private static @Nullable Set<String> rooms(byte[] json, int end) {
        int start = lastIndexOfMarker(json);
        if (start < 0 || end <= start) {
            return null;
        }
        try {
            // If it was not the last member, or another object's, this is no whole JSON value.
            Object options = DataJson.decode(Arrays.copyOfRange(json, start + BEFORE_OBJECT, end));
            return options instanceof Map<?, ?> map ? ClusterData.readRooms(map.get("rooms")) : null;
        } catch (PacketFormatException e) {
            return null;
        }
    }

    private static int lastIndexOfMarker(byte[] json) {
        int first = Math.max(0, json.length - MAX_LENGTH);
        for (int i = json.length - MARKER.length; i >= first; i--) {
            if (Arrays.equals(json, i, i + MARKER.length, MARKER, 0, MARKER.length)) {
                return i;
            }
        }
        return -1;
    }
}
