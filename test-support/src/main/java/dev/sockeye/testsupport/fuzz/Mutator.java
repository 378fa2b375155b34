package dev.sockeye.testsupport.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes malformed input from well-formed one, the same for the same seed. Not thread-safe. */
public final class Mutator {
    private static final byte[] TELLING = {
        0,
        1,
        9,
        10,
        13,
        30,
        ' ',
        '"',
        ',',
        '-',
        '.',
        '/',
        '0',
        '1',
        '4',
        '5',
        '9',
        ':',
        '[',
        '\\',
        ']',
        'b',
        'e',
        '{',
        '}',
        0x7f,
        (byte) 0x80,
        (byte) 0xbf,
        (byte) 0xc0,
        (byte) 0xed,
        (byte) 0xf4,
        (byte) 0xff
    };

    private final Random random;
    private final List<byte[]> seeds;

    /**
     * A generator.
     *
     * @param seed two generators with the same one make the same
     * @param seeds what to start from, one at least
     */
    public Mutator(long seed, List<byte[]> seeds) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("seeds: none (expected: one at least)");
        }
        this.random = new Random(seed);
        this.seeds = List.copyOf(seeds);
    }

    /** A number from 0 up to, but not including, the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** The next input. One in sixteen is well-formed, so that what comes behind it is reached too. */
    public byte[] next() {
        byte[] bytes = seeds.get(below(seeds.size())).clone();
        int mutations = below(16) == 0 ? 0 : 1 + below(4);
        for (int i = 0; i < mutations; i++) {
            bytes = mutate(bytes);
        }
        return bytes;
    }

    private byte[] mutate(byte[] in) {
        if (in.length == 0) {
            return new byte[] {telling()};
        }
        int at = below(in.length);
        int length = 1 + below(Math.min(16, in.length - at));
        byte[] out = in.clone();
        switch (below(9)) {
            case 0 -> out[at] ^= (byte) (1 << below(8));
            case 1 -> out[at] = telling();
            case 2 -> out[at] = (byte) below(256);
            case 3 -> out = join(in, at, new byte[0], at + length);
            case 4 -> out = join(in, at, new byte[] {telling()}, at);
            case 5 -> out = join(in, at, repeat(Arrays.copyOfRange(in, at, at + length)), at);
            case 6 -> out = Arrays.copyOf(in, at);
            case 7 -> {
                byte[] other = seeds.get(below(seeds.size()));
                out = join(in, at, Arrays.copyOfRange(other, below(other.length + 1), other.length), at + length);
            }
            default -> out = join(in, at, Long.toString(random.nextLong()).getBytes(US_ASCII), at + length);
        }
        return out;
    }

    private byte telling() {
        return TELLING[below(TELLING.length)];
    }

    private byte[] repeat(byte[] part) {
        int times = below(8) == 0 ? 1 + below(2000) : 1 + below(8);
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = part[i % part.length];
        }
        return all;
    }

    private static byte[] join(byte[] in, int to, byte[] middle, int from) {
        byte[] out = Arrays.copyOf(in, to + middle.length + in.length - from);
        System.arraycopy(middle, 0, out, to, middle.length);
        System.arraycopy(in, from, out, to + middle.length, in.length - from);
        return out;
    }
}
