package dev.sockeye.engineio.internal.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who the client is. Behind trusted proxies it is who they say: by {@code Forwarded}, else by {@code
 * X-Forwarded-For}, read from the right up to the first address that is no trusted proxy, since everything left of it may
 * be invented. Immutable, thread-safe.
 */
public final class ClientAddress {
    /** The address that a PROXY protocol header announced. */
    public static final AttributeKey<InetSocketAddress> PROXIED = AttributeKey.valueOf(ClientAddress.class, "proxied");

    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_PROTO = "x-forwarded-proto";
    private static final String FORWARDED = "forwarded";

    private final List<IpSubnetFilterRule> trusted;
    private final boolean trustAll;

    /** Who came, and whether securely. */
    public record Client(String address, boolean secure) {}

    /** @param proxies addresses or networks such as {@code "10.0.0.0/8"}, or {@code "*"} for any peer */
    public ClientAddress(List<String> proxies) {
        trustAll = proxies.contains("*");
        trusted = new ArrayList<>();
        for (String proxy : proxies) {
            if (!proxy.equals("*")) {
                trusted.add(rule(proxy));
            }
        }
    }

    private static IpSubnetFilterRule rule(String proxy) {
        int slash = proxy.indexOf('/');
        String host = slash < 0 ? proxy : proxy.substring(0, slash);
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            throw new IllegalArgumentException("trustedProxies: \"" + proxy + "\" (expected: an address or network)");
        }
        int bits = slash < 0 ? (host.indexOf(':') < 0 ? 32 : 128) : Integer.parseInt(proxy.substring(slash + 1));
        return new IpSubnetFilterRule(host, bits, IpFilterRuleType.ACCEPT);
    }

    /** The client of a request. */
    public Client of(Channel channel, HttpHeaders headers) {
        boolean secure = channel.pipeline().get(SslHandler.class) != null;
        // hasAttr: merely looking would make an attribute for each channel
        InetSocketAddress peer =
                channel.hasAttr(PROXIED) ? channel.attr(PROXIED).get() : null;
        if (peer == null) {
            SocketAddress remote = channel.remoteAddress();
            if (!(remote instanceof InetSocketAddress internet)) {
                return trustAll ? forwarded("", secure, headers) : new Client("", secure);
            }
            peer = internet;
        }
        String address = peer.getAddress() == null ? peer.getHostString() : NetUtil.toAddressString(peer.getAddress());
        return isTrusted(address) ? forwarded(address, secure, headers) : new Client(address, secure);
    }

    private Client forwarded(String peer, boolean secure, HttpHeaders headers) {
        List<String> chain = new ArrayList<>();
        @Nullable String proto = headers.get(FORWARDED_PROTO);
        for (String value : headers.getAll(FORWARDED)) {
            for (String element : value.split(",", 64)) {
                for (String pair : element.split(";", 16)) {
                    String trimmed = pair.trim();
                    if (trimmed.toLowerCase(Locale.ROOT).startsWith("for=")) {
                        chain.add(trimmed.substring(4));
                    } else if (trimmed.toLowerCase(Locale.ROOT).startsWith("proto=")) {
                        proto = trimmed.substring(6);
                    }
                }
            }
        }
        if (chain.isEmpty()) {
            for (String value : headers.getAll(FORWARDED_FOR)) {
                chain.addAll(List.of(value.split(",", 64)));
            }
        }
        String address = peer;
        for (int i = chain.size() - 1; i >= 0; i--) {
            String candidate = bareAddress(chain.get(i));
            if (candidate == null) {
                break;
            }
            address = candidate;
            if (!isTrusted(candidate)) {
                break;
            }
        }
        boolean viaTls = proto == null
                ? secure
                : proto.trim().equalsIgnoreCase("https") || proto.trim().equalsIgnoreCase("wss");
        return new Client(address, viaTls);
    }

    /** Strips quotes, brackets and port; null if it is no address. */
    private static @Nullable String bareAddress(String text) {
        String address = text.trim().replace("\"", "");
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            address = end < 0 ? "" : address.substring(1, end);
        } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
            address = address.substring(0, address.indexOf(':'));
        }
        return NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address) ? address : null;
    }

    private boolean isTrusted(String address) {
        if (trustAll) {
            return true;
        }
        if (trusted.isEmpty()) {
            return false;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return false;
        }
        try {
            InetSocketAddress socketAddress = new InetSocketAddress(java.net.InetAddress.getByAddress(bytes), 0);
            return trusted.stream().anyMatch(rule -> rule.matches(socketAddress));
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    /**
     * Whether the request names the connection header's token {@code upgrade}. The offer of HTTP/2 ({@code h2c}), which the
     * JDK's client makes with each request, is no such request: it is answered with HTTP/1.1.
     */
    public static boolean isUpgrade(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.UPGRADE)
                && headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                && !headers.containsValue(HttpHeaderNames.UPGRADE, "h2c", true);
    }
}
