package dev.sockeye.bench.load;

import java.util.Optional;

/** A load whose units are counted by a {@link Progress}. */
abstract class CountedLoad implements Load {

    final Progress progress = new Progress();

    @Override
    public final void stop() {
        progress.stop();
    }

    @Override
    public final boolean isQuiet() {
        return progress.isQuiet();
    }

    @Override
    public final long units() {
        return progress.units();
    }

    @Override
    public final Optional<String> failure() {
        return progress.failure();
    }
}
