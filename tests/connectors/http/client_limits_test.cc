// What a hostile or broken server can do to a body, its headers and our time.
#include <gtest/gtest.h>

#include <chrono>

#include "connectors/http/client.h"
#include "tests/connectors/http/scripted_server.h"

namespace syndicated {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::Answer;
using test::ScriptedServer;
using test::ServedConnection;
using test::ServedRequest;

// A gzip member that decodes to ten million letters "a" in about sixty kilobytes: one literal, then
// matches of 258 bytes at distance 1 in a block with fixed codes.
std::string gzip_bomb() {
  std::string bytes("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  std::uint64_t pending = 0;
  int bits = 0;
  const auto put = [&](std::uint32_t value, int count) {
    pending |= std::uint64_t{value} << bits;
    for (bits += count; bits >= 8; bits -= 8, pending >>= 8)
      bytes += static_cast<char>(pending & 255);
  };
  const auto put_code = [&put](std::uint32_t code, int count) {  // Huffman codes go top bit first
    std::uint32_t turned = 0;
    for (int i = 0; i < count; ++i) turned |= (code >> i & 1) << (count - 1 - i);
    put(turned, count);
  };
  put(0b011, 3);  // last block, fixed codes
  put_code(0x30 + 'a', 8);
  for (int i = 0; i < 10'000'000 / 258; ++i) {
    put_code(0xC0 + 285 - 280, 8);  // length 258
    put_code(0, 5);                 // distance 1
  }
  put_code(0, 7);
  put(0, 7);
  return bytes;
}

std::string chunk(const std::string& bytes) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

HttpOptions tight_options() {
  HttpOptions options;
  options.allow_networks = {"127.0.0.0/8"};
  options.ports = {};
  options.body_bytes_max = 1u << 20;
  options.total_timeout = seconds(30);
  return options;
}

HttpOutcome fetch(const std::string& url, const HttpOptions& options) {
  auto client = HttpClient::create(options);
  HttpRequest request;
  request.url = *parse_web_url(url);
  (*client)->begin(1, std::move(request));
  const auto give_up = steady_clock::now() + std::chrono::seconds(60);
  while (steady_clock::now() < give_up) {
    (*client)->advance(seconds(1));
    std::vector<HttpOutcome> outcomes = (*client)->take_finished();
    if (!outcomes.empty()) return std::move(outcomes.front());
  }
  return {0, HttpProblem::none, Error{ErrorKind::io, "the fetch did not end"}};
}

std::string words(const HttpOutcome& outcome) {
  return outcome.result
             ? "status " + std::to_string(outcome.result->status)
             : std::string(name_of(outcome.problem)) + ": " + outcome.result.error().what;
}

void expect_problem(const HttpOutcome& outcome, HttpProblem problem, const std::string& part = "") {
  EXPECT_EQ(outcome.problem, problem) << words(outcome);
  EXPECT_NE(words(outcome).find(part), std::string::npos) << words(outcome);
}

constexpr char kChunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(HttpLimits, AnEndlessBodyEndsAtTheLimit) {
  ScriptedServer server;
  server.on("/chunked", [](const ServedRequest&, ServedConnection& peer) {
    peer.send(kChunked);
    const std::string piece = chunk(std::string(10'000, 'x'));
    while (peer.send(piece)) continue;
  });
  server.on("/bare", [](const ServedRequest&, ServedConnection& peer) {
    peer.send("HTTP/1.0 200 OK\r\n\r\n");
    while (peer.send(std::string(10'000, 'x'))) continue;
  });
  expect_problem(fetch(server.url("/chunked"), tight_options()), HttpProblem::too_large, "1048576");
  expect_problem(fetch(server.url("/bare"), tight_options()), HttpProblem::too_large, "1048576");
}

TEST(HttpLimits, ABodyOfExactlyTheLimitIsFine) {
  ScriptedServer server;
  server.on("/feed", Answer{200, {}, std::string(1u << 20, 'x')});
  server.on("/more", Answer{200, {}, std::string((1u << 20) + 1, 'x')});
  const HttpOutcome outcome = fetch(server.url("/feed"), tight_options());
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.result->body.size(), 1u << 20);
  expect_problem(fetch(server.url("/more"), tight_options()), HttpProblem::too_large);
}

TEST(HttpLimits, ADecompressionBombStopsEarly) {
  ScriptedServer server;
  server.on("/bomb", Answer{200, {{"Content-Encoding", "gzip"}}, gzip_bomb()});
  expect_problem(fetch(server.url("/bomb"), tight_options()), HttpProblem::too_large,
                 "larger than");
  HttpOptions roomy = tight_options();
  roomy.body_bytes_max = 100u << 20;
  roomy.compression_ratio_max = 50;
  expect_problem(fetch(server.url("/bomb"), roomy), HttpProblem::too_large, "50 times");
  roomy.compression_ratio_max = 200;
  const HttpOutcome outcome = fetch(server.url("/bomb"), roomy);
  ASSERT_TRUE(outcome.result) << "the bomb is sound: " << words(outcome);
  EXPECT_GT(outcome.result->body.size(), 9'000'000u);
}

TEST(HttpLimits, CodingsOnTopOfEachOtherAreRefused) {
  ScriptedServer server;
  server.on("/one", Answer{200, {{"Content-Encoding", "gzip, gzip, gzip"}}, gzip_bomb()});
  server.on("/two", Answer{200, {{"Content-Encoding", "gzip"}, {"content-encoding", "br"}}, "x"});
  server.on("/identity", Answer{200, {{"Content-Encoding", "identity"}}, "x"});
  server.on("/broken", Answer{200, {{"Content-Encoding", "gzip"}}, "this is not gzip at all"});
  expect_problem(fetch(server.url("/one"), tight_options()), HttpProblem::protocol, "coding");
  expect_problem(fetch(server.url("/two"), tight_options()), HttpProblem::protocol, "coding");
  EXPECT_EQ(words(fetch(server.url("/identity"), tight_options())), "status 200");
  expect_problem(fetch(server.url("/broken"), tight_options()), HttpProblem::protocol);
}

TEST(HttpLimits, ABodyThatBreaksOffIsAFailureAndNeverContent) {
  ScriptedServer server;
  server.on_raw("/length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>");
  server.on_raw("/chunked", kChunked + chunk("<rss>") + "64\r\nabc");
  server.on_raw("/no-last-chunk", kChunked + chunk("<rss>"));
  server.on_raw("/headers", "HTTP/1.1 200 OK\r\nContent-Le");
  server.on_raw("/nothing", "");
  for (const char* target : {"/length", "/chunked", "/no-last-chunk", "/nothing"}) {
    expect_problem(fetch(server.url(target), tight_options()), HttpProblem::connection, target);
  }
  const HttpOutcome headers = fetch(server.url("/headers"), tight_options());
  EXPECT_TRUE(!headers.result || headers.result->body.empty()) << words(headers);
}

TEST(HttpLimits, ALengthThatIsTooShortHidesTheRestOnly) {
  ScriptedServer server;
  server.on_raw("/short",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>HTTP/1.1 200 OK\r\n\r\nEVIL");
  const HttpOutcome outcome = fetch(server.url("/short"), tight_options());
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.result->body, "<rss>");
}

TEST(HttpLimits, ALengthBeyondTheLimitIsNotEvenRead) {
  ScriptedServer server;
  server.on_raw("/huge", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<rss>");
  expect_problem(fetch(server.url("/huge"), tight_options()), HttpProblem::too_large);
}

TEST(HttpLimits, FloodsOfHeadersStop) {
  ScriptedServer server;
  const auto flood = [](std::string line) {
    return [line = std::move(line)](const ServedRequest&, ServedConnection& peer) {
      peer.send("HTTP/1.1 200 OK\r\n");
      while (peer.send(line)) continue;
    };
  };
  server.on("/many", flood("A: b\r\n"));
  server.on("/cookies", flood("Set-Cookie: a=" + std::string(1000, 'x') + "\r\n"));
  server.on("/line", flood(std::string(1000, 'x')));
  server.on("/early", [](const ServedRequest&, ServedConnection& peer) {
    while (peer.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")) continue;
  });
  expect_problem(fetch(server.url("/many"), tight_options()), HttpProblem::too_large, "256 lines");
  expect_problem(fetch(server.url("/cookies"), tight_options()), HttpProblem::too_large, "65536");
  expect_problem(fetch(server.url("/early"), tight_options()), HttpProblem::too_large, "256 lines");
  EXPECT_FALSE(fetch(server.url("/line"), tight_options()).result);
}

TEST(HttpLimits, NonsenseIsNotHttp) {
  ScriptedServer server;
  server.on_raw("/nine", "<rss>no headers</rss>\r\n\r\n");
  server.on_raw("/nul", std::string("HTTP/1.1 200 OK\r\nETag: a\0b\r\n\r\n", 31));
  server.on_raw("/version", "HTTP/9.9 200 OK\r\n\r\nx");
  for (const char* target : {"/nine", "/nul", "/version"}) {
    expect_problem(fetch(server.url(target), tight_options()), HttpProblem::protocol);
  }
}

TEST(HttpLimits, TheBodyOfAnErrorIsNotReadToItsEnd) {
  ScriptedServer server;
  server.on("/error", [](const ServedRequest&, ServedConnection& peer) {
    peer.send("HTTP/1.1 503 No\r\nRetry-After: 9\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.send(chunk(std::string(10'000, 'x')))) continue;
  });
  server.on("/partial", Answer{206, {}, "part"});
  const HttpOutcome outcome = fetch(server.url("/error"), tight_options());
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.result->status, 503);
  EXPECT_EQ(outcome.result->headers.retry_after, "9");
  EXPECT_EQ(outcome.result->body, "");
  EXPECT_EQ(fetch(server.url("/partial"), tight_options()).result->body, "");
}

TEST(HttpLimits, TrailersAreNoHeaders) {
  ScriptedServer server;
  server.on_raw("/feed", std::string(kChunked) + chunk("<rss>") + "0\r\nETag: \"late\"\r\n\r\n");
  const HttpOutcome outcome = fetch(server.url("/feed"), tight_options());
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.result->headers.etag, "");
}

TEST(HttpLimits, SlowServersAreGivenUpInTime) {
  ScriptedServer server;
  const auto drip = [](std::string first, std::string piece) {
    return [=](const ServedRequest&, ServedConnection& peer) {
      bool alive = peer.send(first);
      while (alive) alive = peer.wait(milliseconds(20)) && peer.send(piece);
    };
  };
  server.on("/hang", drip("", ""));
  server.on("/headers", drip("HTTP/1.1 200 OK\r\n", "A"));
  server.on("/body", drip("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", "x"));
  HttpOptions options = tight_options();
  options.total_timeout = seconds(1);
  for (const char* target : {"/hang", "/headers", "/body"}) {
    const auto begin = steady_clock::now();
    expect_problem(fetch(server.url(target), options), HttpProblem::timeout);
    EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(15)) << target;
  }
  options.total_timeout = seconds(60);
  options.low_speed_time = seconds(1);
  options.low_speed_bytes = 1000;
  const auto begin = steady_clock::now();
  expect_problem(fetch(server.url("/body"), options), HttpProblem::timeout, "slow");
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(HttpLimits, RedirectsShareOneTimeLimit) {
  ScriptedServer server;
  for (int i = 0; i < 5; ++i) {
    server.on("/" + std::to_string(i), [i](const ServedRequest&, ServedConnection& peer) {
      peer.wait(milliseconds(400));
      peer.send(test::to_bytes({302, {{"Location", "/" + std::to_string(i + 1)}}, ""}));
    });
  }
  HttpOptions options = tight_options();
  options.total_timeout = seconds(1);
  expect_problem(fetch(server.url("/0"), options), HttpProblem::timeout);
  EXPECT_LE(server.requests().size(), 3u);
}

TEST(HttpLimits, ManyHangingServersDoNotDelayAHealthyOne) {
  ScriptedServer server;
  server.on("/hang", [](const ServedRequest&, ServedConnection& peer) {
    peer.wait(std::chrono::seconds(60));
  });
  server.on("/feed", Answer{200, {}, "x"});
  HttpOptions options = tight_options();
  options.connections_per_host = 64;
  auto client = HttpClient::create(options);
  HttpRequest hang, feed;
  hang.url = *parse_web_url(server.url("/hang"));
  feed.url = *parse_web_url(server.url("/feed"));
  for (std::uint64_t i = 0; i < 40; ++i) (*client)->begin(i, hang);
  (*client)->begin(99, feed);
  const auto begin = steady_clock::now();
  std::vector<HttpOutcome> outcomes;
  while ((outcomes = (*client)->take_finished()).empty()) (*client)->advance(seconds(1));
  EXPECT_EQ(outcomes[0].id, 99u);
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace syndicated
