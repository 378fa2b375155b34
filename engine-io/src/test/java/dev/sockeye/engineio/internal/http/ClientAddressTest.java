package dev.sockeye.engineio.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private final HttpHeaders headers = new DefaultHttpHeaders();

    private ClientAddress.Client client(String peer, String... trusted) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.attr(ClientAddress.PROXIED).set(new InetSocketAddress(peer, 1));
        ClientAddress.Client client = new ClientAddress(List.of(trusted)).of(channel, headers);
        channel.finishAndReleaseAll();
        return client;
    }

    @Test
    void headersOfAPeerThatIsNotTrustedAreIgnored() {
        headers.set("X-Forwarded-For", "1.2.3.4").set("X-Forwarded-Proto", "https");
        assertThat(client("10.0.0.1")).isEqualTo(new ClientAddress.Client("10.0.0.1", false));
        assertThat(client("10.0.0.1", "192.168.0.0/16").address()).isEqualTo("10.0.0.1");
    }

    @Test
    void theRightmostAddressThatIsNoTrustedProxyIsTheClient() {
        headers.set("X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.0.0.2").set("X-Forwarded-Proto", "https");
        assertThat(client("10.0.0.1", "10.0.0.0/8")).isEqualTo(new ClientAddress.Client("1.2.3.4", true));
        assertThat(client("10.0.0.1", "10.0.0.1").address()).isEqualTo("10.0.0.2");
        assertThat(client("10.0.0.1", "*").address()).isEqualTo("6.6.6.6");
    }

    @Test
    void forwardedWinsAndKnowsBracketsQuotesAndPorts() {
        headers.set("X-Forwarded-For", "9.9.9.9")
                .set("Forwarded", "for=\"[2001:db8::1]:4711\";proto=https;by=10.0.0.1");
        assertThat(client("10.0.0.1", "10.0.0.1")).isEqualTo(new ClientAddress.Client("2001:db8::1", true));
        headers.set("Forwarded", "for=1.2.3.4:80");
        assertThat(client("10.0.0.1", "10.0.0.1").address()).isEqualTo("1.2.3.4");
    }

    @Test
    void whatIsNoAddressIsNotBelieved() {
        headers.set("X-Forwarded-For", "1.2.3.4, <script>");
        assertThat(client("10.0.0.1", "10.0.0.1").address()).isEqualTo("10.0.0.1");
    }

    @Test
    void aTrustedProxyMustBeAnAddress() {
        assertThatThrownBy(() -> new ClientAddress(List.of("proxy.local")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proxy.local");
    }
}
