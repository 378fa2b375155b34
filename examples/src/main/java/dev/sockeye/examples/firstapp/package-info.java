/**
 * The first real-time application: everything a newcomer types. It is one class, {@link
 * dev.sockeye.examples.firstapp.FirstApplication}, to be read beside the client's documentation.
 */
@NullMarked
package dev.sockeye.examples.firstapp;

import org.jspecify.annotations.NullMarked;
