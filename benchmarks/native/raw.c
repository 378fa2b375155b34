/*
 * The limit of one thread on epoll, without a virtual machine: raw PORT [PING_INTERVAL_MILLIS].
 *
 * Speaks WebSocket only, and just enough Engine.IO and Socket.IO for the rows of the comparison: one read, one walk over
 * the frames, one write. Messages of up to 128 KiB.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024, EVENTS = 1024, BACKLOG = 4096, PING_TIMEOUT = 20000 };
enum { TEXT = 1, BINARY = 2, CLOSE = 8 };

/* A connection; while idle it has no buffers. */
struct connection {
  int fd;
  int is_websocket;
  int room_index; /* -1 outside the room */
  int unanswered; /* pings since the last pong */
  unsigned char *rest; /* the incomplete end of what was read */
  size_t rest_length;
  unsigned char *unsent; /* what the socket did not take */
  size_t unsent_length;
  uint64_t beat_at; /* milliseconds */
  struct connection *beat_previous, *beat_next;
};

static int epoll_fd;
static long ping_interval = 25000;
static struct connection **room;
static int room_size, room_capacity;
static unsigned char input[2 * BUFFER];
static unsigned char output[2 * BUFFER];

/* All intervals are equal, so a list in order of the next beat is a timer. */
static struct connection *beat_first, *beat_last;

static uint64_t now_millis(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void beat_append(struct connection *c, uint64_t now) {
  c->beat_at = now + (uint64_t)ping_interval;
  c->beat_next = NULL;
  c->beat_previous = beat_last;
  if (beat_last) beat_last->beat_next = c;
  else beat_first = c;
  beat_last = c;
}

static void beat_remove(struct connection *c) {
  if (c->beat_previous) c->beat_previous->beat_next = c->beat_next;
  else if (beat_first == c) beat_first = c->beat_next;
  if (c->beat_next) c->beat_next->beat_previous = c->beat_previous;
  else if (beat_last == c) beat_last = c->beat_previous;
  c->beat_previous = c->beat_next = NULL;
}

/* SHA-1 of one short message (RFC 3174). */
static uint32_t rotate(uint32_t value, int bits) { return value << bits | value >> (32 - bits); }

static void sha1(const unsigned char *message, size_t length, unsigned char digest[20]) {
  uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  unsigned char padded[192] = {0};
  size_t blocks = (length + 9 + 63) / 64;
  memcpy(padded, message, length);
  padded[length] = 0x80;
  for (int i = 0; i < 8; i++) padded[blocks * 64 - 1 - (size_t)i] = (unsigned char)((uint64_t)length * 8 >> (8 * i));
  for (size_t block = 0; block < blocks; block++) {
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++) {
      const unsigned char *p = padded + block * 64 + i * 4;
      w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    }
    for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
      uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
      uint32_t k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      uint32_t next = rotate(a, 5) + f + e + k + w[i];
      e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  for (int i = 0; i < 20; i++) digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

static void base64(const unsigned char *in, size_t length, char *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < length; i += 3) {
    uint32_t group = (uint32_t)in[i] << 16;
    if (i + 1 < length) group |= (uint32_t)in[i + 1] << 8;
    if (i + 2 < length) group |= in[i + 2];
    *out++ = digits[group >> 18 & 63];
    *out++ = digits[group >> 12 & 63];
    *out++ = i + 1 < length ? digits[group >> 6 & 63] : '=';
    *out++ = i + 2 < length ? digits[group & 63] : '=';
  }
  *out = 0;
}

static void close_connection(struct connection *c) {
  if (c->room_index >= 0) {
    struct connection *last = room[--room_size];
    room[c->room_index] = last;
    last->room_index = c->room_index;
  }
  beat_remove(c);
  close(c->fd);
  free(c->rest);
  free(c->unsent);
  free(c);
}

static void watch(struct connection *c, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(epoll_fd, operation, c->fd, &event) < 0) perror("epoll_ctl");
}

static void send_bytes(struct connection *c, const unsigned char *bytes, size_t length) {
  if (!c->unsent) {
    ssize_t sent = send(c->fd, bytes, length, MSG_NOSIGNAL);
    if (sent == (ssize_t)length) return;
    if (sent < 0) {
      if (errno != EAGAIN) return; /* the next read will see the end */
      sent = 0;
    }
    bytes += sent;
    length -= (size_t)sent;
    watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  }
  c->unsent = realloc(c->unsent, c->unsent_length + length);
  memcpy(c->unsent + c->unsent_length, bytes, length);
  c->unsent_length += length;
}

static void send_unsent(struct connection *c) {
  ssize_t sent = send(c->fd, c->unsent, c->unsent_length, MSG_NOSIGNAL);
  if (sent < 0) return;
  c->unsent_length -= (size_t)sent;
  memmove(c->unsent, c->unsent + sent, c->unsent_length);
  if (c->unsent_length == 0) {
    free(c->unsent);
    c->unsent = NULL;
    watch(c, EPOLLIN, EPOLL_CTL_MOD);
  }
}

static unsigned char *put(unsigned char *out, const void *bytes, size_t length) {
  memcpy(out, bytes, length);
  return out + length;
}

static unsigned char *put_header(unsigned char *out, int opcode, size_t length) {
  *out++ = (unsigned char)(0x80 | opcode);
  if (length < 126) {
    *out++ = (unsigned char)length;
  } else if (length < 65536) {
    *out++ = 126;
    *out++ = (unsigned char)(length >> 8);
    *out++ = (unsigned char)length;
  } else {
    *out++ = 127;
    for (int shift = 56; shift >= 0; shift -= 8) *out++ = (unsigned char)((uint64_t)length >> shift);
  }
  return out;
}

static unsigned char *put_text(unsigned char *out, const char *text) {
  size_t length = strlen(text);
  return put(put_header(out, TEXT, length), text, length);
}

static void send_to_room(const unsigned char *frames, size_t length) {
  for (int i = 0; i < room_size; i++) send_bytes(room[i], frames, length);
}

static const char *session_id(void) {
  static char id[21];
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int i = 0; i < 20; i++) id[i] = digits[random() & 63];
  return id;
}

static unsigned char frames[2 * BUFFER];

/* Answers one packet behind what is in the output already. */
static unsigned char *on_text(struct connection *c, const unsigned char *p, size_t length, unsigned char *out) {
  if (p[0] == '3') {
    c->unanswered = 0;
    return out;
  }
  if (p[0] != '4' || length < 2) return out;
  if (p[1] == '0') {
    char text[64];
    if (room_size == room_capacity) {
      room_capacity = room_capacity ? 2 * room_capacity : 1024;
      room = realloc(room, (size_t)room_capacity * sizeof *room);
    }
    c->room_index = room_size;
    room[room_size++] = c;
    snprintf(text, sizeof text, "40{\"sid\":\"%s\"}", session_id());
    return put_text(out, text);
  }
  if (p[1] != '2') return out; /* the head of a binary event */
  const unsigned char *array = memchr(p, '[', length);
  const unsigned char *end = p + length;
  switch (array[2]) {
    case 'e':
      return put(put_header(out, TEXT, length), p, length);
    case 'a': {
      const unsigned char *payload = array + 7; /* ["ack", */
      size_t digits = (size_t)(array - p) - 2;
      out = put_header(out, TEXT, 2 + digits + 1 + (size_t)(end - payload));
      out = put(put(out, "43", 2), p + 2, digits);
      return put(put(out, "[", 1), payload, (size_t)(end - payload));
    }
    case 'b': {
      const unsigned char *payload = array + 9; /* ["bcast", */
      unsigned char *frame = put_header(frames, TEXT, 7 + (size_t)(end - payload));
      frame = put(put(frame, "42[\"b\",", 7), payload, (size_t)(end - payload));
      send_to_room(frames, (size_t)(frame - frames));
      return out;
    }
    default:
      return out;
  }
}

static void on_binary(const unsigned char *p, size_t length) {
  unsigned char *frame = put_text(frames, "451-[\"b\",{\"_placeholder\":true,\"num\":0}]");
  frame = put(put_header(frame, BINARY, length), p, length);
  send_to_room(frames, (size_t)(frame - frames));
}

static void unmask(unsigned char *p, size_t length, const unsigned char *key) {
  uint32_t narrow;
  memcpy(&narrow, key, 4);
  uint64_t wide = (uint64_t)narrow << 32 | narrow;
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t value;
    memcpy(&value, p + i, 8);
    value ^= wide;
    memcpy(p + i, &value, 8);
  }
  for (; i < length; i++) p[i] ^= key[i & 3];
}

/* Returns how much was used, or -1 when the connection is over. */
static ssize_t on_frames(struct connection *c, unsigned char *in, size_t available) {
  unsigned char *out = output;
  size_t used = 0;
  int over = 0;
  while (available - used >= 6 && !over) {
    unsigned char *p = in + used;
    size_t length = p[1] & 0x7f, header = 6;
    if (length == 126) {
      header = 8;
      length = (size_t)p[2] << 8 | p[3];
    } else if (length == 127) {
      header = 14;
      if (available - used < header) break;
      length = 0;
      for (int i = 2; i < 10; i++) length = length << 8 | p[i];
    }
    if (available - used < header + length) break;
    unsigned char *payload = p + header;
    unmask(payload, length, payload - 4);
    if ((p[0] & 15) == TEXT) out = on_text(c, payload, length, out);
    else if ((p[0] & 15) == BINARY) on_binary(payload, length);
    else if ((p[0] & 15) == CLOSE) over = 1;
    used += header + length;
  }
  if (over) out = put_header(out, CLOSE, 0);
  if (out != output) send_bytes(c, output, (size_t)(out - output));
  return over ? -1 : (ssize_t)used;
}

static ssize_t on_request(struct connection *c, unsigned char *in, size_t available) {
  unsigned char *end = memmem(in, available, "\r\n\r\n", 4);
  if (!end) return 0;
  unsigned char *key = memmem(in, (size_t)(end - in), "Sec-WebSocket-Key: ", 19);
  if (!key) return -1;
  key += 19;
  unsigned char *key_end = memmem(key, (size_t)(end + 2 - key), "\r\n", 2);
  unsigned char message[128], digest[20];
  char accept[32], text[512];
  size_t key_length = (size_t)(key_end - key);
  if (key_length > 64) return -1;
  memcpy(message, key, key_length);
  memcpy(message + key_length, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
  sha1(message, key_length + 36, digest);
  base64(digest, 20, accept);
  int head = snprintf(text, sizeof text,
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
      accept);
  unsigned char *out = put(output, text, (size_t)head);
  snprintf(text, sizeof text,
      "0{\"sid\":\"%s\",\"upgrades\":[],\"pingInterval\":%ld,\"pingTimeout\":20000,\"maxPayload\":4194304}", session_id(),
      ping_interval);
  out = put_text(out, text);
  send_bytes(c, output, (size_t)(out - output));
  c->is_websocket = 1;
  beat_append(c, now_millis());
  return end + 4 - in;
}

static void on_readable(struct connection *c) {
  size_t kept = c->rest_length;
  memcpy(input, c->rest, kept);
  ssize_t received = recv(c->fd, input + kept, BUFFER, 0);
  if (received <= 0) {
    if (received == 0 || errno != EAGAIN) close_connection(c);
    return;
  }
  size_t available = kept + (size_t)received;
  ssize_t used = 0;
  if (!c->is_websocket) used = on_request(c, input, available);
  if (used >= 0 && c->is_websocket) {
    ssize_t more = on_frames(c, input + used, available - (size_t)used);
    used = more < 0 ? more : used + more;
  }
  if (used < 0 || available - (size_t)used > BUFFER) {
    close_connection(c);
    return;
  }
  c->rest_length = available - (size_t)used;
  if (c->rest_length > 0) {
    c->rest = realloc(c->rest, c->rest_length);
    memcpy(c->rest, input + used, c->rest_length);
  } else if (c->rest) {
    free(c->rest);
    c->rest = NULL;
  }
}

static void on_connection(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct connection *c = calloc(1, sizeof *c);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    c->fd = fd;
    c->room_index = -1;
    watch(c, EPOLLIN, EPOLL_CTL_ADD);
  }
}

/* Sends the pings that are due; returns the milliseconds until the next. */
static int beat(void) {
  uint64_t now = now_millis();
  while (beat_first && beat_first->beat_at <= now) {
    struct connection *c = beat_first;
    beat_remove(c);
    if (c->unanswered * ping_interval >= PING_TIMEOUT) {
      shutdown(c->fd, SHUT_RDWR); /* the read that follows frees it */
      continue;
    }
    static const unsigned char ping[] = {0x81, 1, '2'};
    c->unanswered++;
    send_bytes(c, ping, sizeof ping);
    beat_append(c, now);
  }
  return beat_first ? (int)(beat_first->beat_at - now) : -1;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "raw PORT [PING_INTERVAL_MILLIS]\n");
    return 2;
  }
  if (count > 2) ping_interval = atol(arguments[2]);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, BACKLOG) < 0) {
    perror("listen");
    return 1;
  }
  epoll_fd = epoll_create1(0);
  struct epoll_event accepting = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &accepting);
  printf("LISTENING %s\n", arguments[1]);
  fflush(stdout);
  for (;;) {
    int ready = epoll_wait(epoll_fd, events, EVENTS, beat());
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!c) {
        on_connection(listener);
        continue;
      }
      if (events[i].events & EPOLLOUT && c->unsent) send_unsent(c);
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(c);
    }
  }
}
