package dev.sockeye.examples.demo;

/** What is attached to each socket, where the other processes can read it too. */
record Person(String user) {}
