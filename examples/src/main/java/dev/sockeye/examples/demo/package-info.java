/**
 * The demo: a chat with rooms and pushed notifications. {@link dev.sockeye.examples.demo.DemoApplication} puts it
 * together, {@link dev.sockeye.examples.demo.Chat} holds what happens on each event of {@code web/demo/EVENTS.md}.
 */
@NullMarked
package dev.sockeye.examples.demo;

import org.jspecify.annotations.NullMarked;
