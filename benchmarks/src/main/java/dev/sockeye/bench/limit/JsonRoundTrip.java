package dev.sockeye.bench.limit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.OutputStream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What a library cannot do without: the event's array is parsed to a value and the value is written. */
final class JsonRoundTrip {

    private final ObjectMapper mapper = JsonMapper.builder().build();

    void copy(ByteBuf in, int index, int length, ByteBuf out) {
        byte[] json = new byte[length];
        in.getBytes(index, json);
        Object value = mapper.readValue(json, Object.class);
        OutputStream stream = new ByteBufOutputStream(out);
        mapper.writeValue(stream, value);
    }
}
