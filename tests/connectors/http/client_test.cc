// The client against a server that follows a script. Nothing here leaves the machine.
#include "connectors/http/client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/connectors/http/scripted_server.h"

namespace syndicated {
namespace {

using std::chrono::steady_clock;
using test::Answer;
using test::ScriptedServer;
using test::ServedConnection;
using test::ServedRequest;

// Small limits, so that tests of limits are short; loopback is allowed.
HttpOptions small_options() {
  HttpOptions options;
  options.allow_networks = {"127.0.0.0/8"};
  options.ports = {};
  options.body_bytes_max = 4u << 20;
  options.connect_timeout = seconds(5);
  options.total_timeout = seconds(20);
  return options;
}

HttpRequest request_for(const std::string& url) {
  HttpRequest request;
  request.url = *parse_web_url(url);
  return request;
}

HttpOutcome fetch(HttpRequest request, const HttpOptions& options = small_options()) {
  auto client = HttpClient::create(options);
  (*client)->begin(7, std::move(request));
  const auto give_up = steady_clock::now() + std::chrono::seconds(60);
  while (steady_clock::now() < give_up) {
    (*client)->advance(seconds(1));
    std::vector<HttpOutcome> outcomes = (*client)->take_finished();
    if (!outcomes.empty()) return std::move(outcomes.front());
  }
  return {0, HttpProblem::none, Error{ErrorKind::io, "the fetch did not end"}};
}

HttpOutcome fetch(const std::string& url, const HttpOptions& options = small_options()) {
  return fetch(request_for(url), options);
}

// The words of a failure, or "status <n>".
std::string words(const HttpOutcome& outcome) {
  return outcome.result
             ? "status " + std::to_string(outcome.result->status)
             : std::string(name_of(outcome.problem)) + ": " + outcome.result.error().what;
}

#define EXPECT_PROBLEM(outcome, expected_problem, part)                  \
  do {                                                                   \
    const HttpOutcome& seen = (outcome);                                 \
    EXPECT_EQ(seen.problem, expected_problem) << words(seen);            \
    EXPECT_NE(words(seen).find(part), std::string::npos) << words(seen); \
  } while (false)

Answer redirect(int status, const std::string& location) {
  return {status, {{"Location", location}}, "moved"};
}

TEST(HttpClient, GivesBodyStatusAndHeaders) {
  ScriptedServer server;
  server.on("/feed", Answer{200,
                            {{"ETag", "W/\"a,b\""},
                             {"Last-Modified", "Mon, 7 Apr 2025 17:05:00 GMT"},
                             {"content-type", "application/rss+xml; charset=utf-8"},
                             {"Content-Language", "en-IN"},
                             {"Content-Location", "/feed.xml"},
                             {"Cache-Control", "max-age=60"},
                             {"Cache-Control", "public"},
                             {"Expires", "never"},
                             {"Age", "3"},
                             {"Retry-After", "120"}},
                            "<rss/>"});
  const HttpOutcome outcome = fetch(server.url("/feed"));
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.id, 7u);
  const HttpResponse& response = *outcome.result;
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "<rss/>");
  EXPECT_EQ(response.url, server.url("/feed"));
  EXPECT_EQ(response.permanent_url, server.url("/feed"));
  EXPECT_EQ(response.headers.etag, "W/\"a,b\"");
  EXPECT_EQ(response.headers.last_modified, "Mon, 7 Apr 2025 17:05:00 GMT");
  EXPECT_EQ(response.headers.content_type, "application/rss+xml; charset=utf-8");
  EXPECT_EQ(response.headers.content_language, "en-IN");
  EXPECT_EQ(response.headers.content_location, "/feed.xml");
  EXPECT_EQ(response.headers.cache_control, "max-age=60, public");
  EXPECT_EQ(response.headers.expires, "never");
  EXPECT_EQ(response.headers.age, "3");
  EXPECT_EQ(response.headers.retry_after, "120");
}

TEST(HttpClient, AsksPolitelyAndSaysWhoItIs) {
  ScriptedServer server;
  server.on("/feed?b=2&a=1", Answer{200, {{"Set-Cookie", "id=1; Path=/"}}, "x"});
  HttpOptions options = small_options();
  options.user_agent_contact = "https://ops.example/feeds\r\nX-Evil: 1";
  auto client = HttpClient::create(options);
  for (int i = 0; i < 2; ++i) {
    (*client)->begin(1, request_for(server.url("/feed?b=2&a=1")));
    while ((*client)->take_finished().empty()) (*client)->advance(seconds(1));
  }
  ASSERT_EQ(server.requests().size(), 2u);
  for (const ServedRequest& request : server.requests()) {
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.target, "/feed?b=2&a=1") << "the query is not touched";
    EXPECT_EQ(request.header("user-agent").find("syndicated/"), 0u);
    EXPECT_NE(request.header("user-agent").find(" (+https://ops.example/feedsX-Evil: 1)"),
              std::string::npos);
    EXPECT_NE(request.header("accept").find("application/rss+xml"), std::string::npos);
    EXPECT_NE(request.header("accept-encoding").find("gzip"), std::string::npos);
    for (const char* absent : {"cookie", "referer", "authorization", "if-none-match",
                               "if-modified-since", "cache-control", "x-evil", "upgrade"}) {
      EXPECT_EQ(request.header(absent), "") << absent;
    }
  }
  EXPECT_EQ(server.connections(), 1) << "the connection is used again";
}

TEST(HttpClient, SendsValidatorsByteForByteToTheirOwnAddressOnly) {
  ScriptedServer server;
  server.on("/old", redirect(302, "/new"));
  server.on("/new", Answer{304, {}, ""});
  HttpRequest request = request_for(server.url("/old"));
  request.validators = {"W/\"odd, \\etag\xE4\"", "Thursday the first", server.url("/new")};
  const HttpOutcome outcome = fetch(request);
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.result->status, 304);
  EXPECT_TRUE(outcome.result->was_conditional);
  EXPECT_EQ(server.requests("/old")[0].header("if-none-match"), "");
  EXPECT_EQ(server.requests("/new")[0].header("if-none-match"), "W/\"odd, \\etag\xE4\"");
  EXPECT_EQ(server.requests("/new")[0].header("if-modified-since"), "Thursday the first");
}

TEST(HttpClient, UnusableValidatorsOfAServerAreNone) {
  ScriptedServer server;
  server.on("/feed",
            Answer{200, {{"ETag", std::string(4000, 'x')}, {"Last-Modified", "a\tb"}}, "x"});
  const HttpOutcome outcome = fetch(server.url("/feed"));
  ASSERT_TRUE(outcome.result) << words(outcome);
  EXPECT_EQ(outcome.result->headers.etag, "");
  EXPECT_EQ(outcome.result->headers.last_modified, "");
}

TEST(HttpClient, KnowsThePermanentPartOfARedirectChain) {
  struct Row {
    std::vector<int> statuses;
    int permanent;  // index of the address that is remembered
  };
  for (const Row& row : {Row{{301}, 1}, Row{{308}, 1}, Row{{302}, 0}, Row{{303}, 0}, Row{{307}, 0},
                         Row{{301, 308}, 2}, Row{{301, 302}, 1}, Row{{302, 301}, 0},
                         Row{{301, 307, 301, 308}, 1}, Row{{301, 301, 301, 301, 301}, 5}}) {
    ScriptedServer server;
    for (std::size_t i = 0; i < row.statuses.size(); ++i) {
      server.on("/" + std::to_string(i), redirect(row.statuses[i], "/" + std::to_string(i + 1)));
    }
    server.on("/" + std::to_string(row.statuses.size()), Answer{200, {}, "end"});
    const HttpOutcome outcome = fetch(server.url("/0"));
    ASSERT_TRUE(outcome.result) << words(outcome);
    EXPECT_EQ(outcome.result->body, "end");
    EXPECT_EQ(outcome.result->url, server.url("/" + std::to_string(row.statuses.size())));
    EXPECT_EQ(outcome.result->permanent_url, server.url("/" + std::to_string(row.permanent)));
  }
}

TEST(HttpClient, RefusesRedirectsThatLeadNowhere) {
  ScriptedServer server;
  const std::string port = std::to_string(server.port());
  server.on("/self", redirect(301, "/self"));
  server.on("/ping", redirect(302, "/pong"));
  server.on("/pong", redirect(302, "/ping"));
  for (int i = 0; i < 9; ++i) {
    server.on("/long" + std::to_string(i), redirect(302, "/long" + std::to_string(i + 1)));
  }
  server.on("/bare", Answer{301, {}, ""});
  server.on("/file", redirect(302, "file:///etc/passwd"));
  server.on("/gopher", redirect(301, "gopher://127.0.0.1:70/x"));
  server.on("/nonsense", redirect(302, "http://"));
  server.on("/metadata", redirect(302, "http://169.254.169.254/latest/meta-data/"));
  server.on("/private", redirect(307, "http://10.0.0.5:" + port + "/"));
  server.on("/ipv6", redirect(308, "http://[::1]:" + port + "/feed"));
  struct Row {
    const char* target;
    HttpProblem problem;
    const char* part;
  };
  for (const Row& row : {Row{"/self", HttpProblem::redirects, "circle"},
                         Row{"/ping", HttpProblem::redirects, "circle"},
                         Row{"/long0", HttpProblem::redirects, "more than 5 redirects"},
                         Row{"/bare", HttpProblem::redirects, "without a Location"},
                         Row{"/file", HttpProblem::redirects, "scheme `file`"},
                         Row{"/gopher", HttpProblem::redirects, "scheme `gopher`"},
                         Row{"/nonsense", HttpProblem::redirects, "malformed"},
                         Row{"/metadata", HttpProblem::refused, "link-local"},
                         Row{"/private", HttpProblem::refused, "private"},
                         Row{"/ipv6", HttpProblem::refused, "loopback"}}) {
    EXPECT_PROBLEM(fetch(server.url(row.target)), row.problem, row.part);
  }
  EXPECT_EQ(server.requests("/long5").size(), 1u);
  EXPECT_EQ(server.requests("/long6").size(), 0u);
}

TEST(HttpClient, ConnectsToNothingThatIsNotPublicUnlessItIsAllowed) {
  ScriptedServer server;
  server.on("/feed", Answer{200, {}, "secret"});
  HttpOptions options = small_options();
  options.allow_networks = {};
  for (const char* host :
       {"127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
        "[::ffff:127.0.0.1]", "[::1]", "[::]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "169.254.169.254", "10.0.0.5", "100.64.0.1", "[fd00::5]", "[fe80::1]"}) {
    const HttpOutcome outcome = fetch(
        "http://" + std::string(host) + ":" + std::to_string(server.port()) + "/feed", options);
    EXPECT_PROBLEM(outcome, HttpProblem::refused, "refused");
    if (!outcome.result) {
      EXPECT_EQ(outcome.result.error().kind, ErrorKind::policy);
    }
  }
  EXPECT_EQ(server.connections(), 0) << "not even a connection is made";
  HttpRequest allowed = request_for(server.url("/feed"));
  allowed.allow_networks = {*parse_network("127.0.0.1")};
  EXPECT_EQ(words(fetch(allowed, options)), "status 200");
}

TEST(HttpClient, AnOpenConnectionServesNobodyWhoMayNotOpenIt) {
  ScriptedServer server;
  server.on("/feed", Answer{200, {}, "secret"});
  HttpOptions options = small_options();
  options.allow_networks = {};
  auto client = HttpClient::create(options);
  HttpRequest allowed = request_for(server.url("/feed"));
  allowed.allow_networks = {*parse_network("127.0.0.1")};
  const auto one = [&client](HttpRequest request) {
    (*client)->begin(1, std::move(request));
    std::vector<HttpOutcome> outcomes;
    while ((outcomes = (*client)->take_finished()).empty()) (*client)->advance(seconds(1));
    return std::move(outcomes.front());
  };
  EXPECT_EQ(words(one(allowed)), "status 200");
  EXPECT_PROBLEM(one(request_for(server.url("/feed"))), HttpProblem::refused, "loopback");
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(HttpClient, OnlyAllowedPortsAreAsked) {
  ScriptedServer server;
  HttpOptions options = small_options();
  options.ports = {80, static_cast<std::uint16_t>(server.port())};
  server.on("/ok", Answer{200, {}, "x"});
  server.on("/other", redirect(302, "http://127.0.0.1:22/"));
  EXPECT_EQ(words(fetch(server.url("/ok"), options)), "status 200");
  EXPECT_PROBLEM(fetch(server.url("/other"), options), HttpProblem::address, "port 22");
  options.ports = {80, 443};
  EXPECT_PROBLEM(fetch(server.url("/ok"), options), HttpProblem::address, "allowed ports");
}

TEST(HttpClient, ProxiesOfTheEnvironmentAreIgnored) {
  ScriptedServer server;
  server.on("/feed", Answer{200, {}, "x"});
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  EXPECT_EQ(words(fetch(server.url("/feed"))), "status 200");
  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
}

TEST(HttpClient, CredentialsGoToTheirOriginOnly) {
  ScriptedServer server, other;
  server.on("/feed", redirect(302, "/same"));
  server.on("/same", redirect(302, other.url("/feed")));
  other.on("/feed", redirect(302, "http://thief:stolen@127.0.0.1:" + std::to_string(other.port()) +
                                      "/next"));
  other.on("/next", Answer{200, {}, "x"});
  HttpRequest request = request_for(server.url("/feed"));
  request.user = "reader";
  request.password = "pass";
  request.credentials_origin = request.url.origin();
  EXPECT_EQ(words(fetch(request)), "status 200");
  EXPECT_EQ(server.requests("/feed")[0].header("authorization"), "Basic cmVhZGVyOnBhc3M=");
  EXPECT_EQ(server.requests("/same")[0].header("authorization"), "Basic cmVhZGVyOnBhc3M=");
  EXPECT_EQ(other.requests("/feed")[0].header("authorization"), "");
  EXPECT_EQ(other.requests("/next")[0].header("authorization"), "");
}

TEST(HttpClient, AFailedConnectionSaysSo) {
  int port = 0;
  {
    ScriptedServer gone;
    port = gone.port();
  }
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/canary";
  const HttpOutcome outcome = fetch(url);
  EXPECT_PROBLEM(outcome, HttpProblem::connection, url);
  EXPECT_EQ(outcome.result.error().kind, ErrorKind::unavailable);
  EXPECT_PROBLEM(fetch("http://does-not-exist.invalid/"), HttpProblem::name, "resolve");
}

TEST(HttpClient, AHandshakeThatBreaksOffIsAProblemOfTheConnection) {
  ScriptedServer server;
  EXPECT_PROBLEM(fetch("https://127.0.0.1:" + std::to_string(server.port()) + "/"),
                 HttpProblem::connection, "SSL");
}

TEST(HttpClient, AWakeEndsAWaitAtOnce) {
  auto client = HttpClient::create(small_options());
  const auto begin = steady_clock::now();
  (*client)->wake();
  (*client)->advance(seconds(30));
  std::thread waker([&client] { (*client)->wake(); });
  (*client)->advance(seconds(30));
  waker.join();
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(HttpClient, MalformedNetworksAreAConfigurationError) {
  HttpOptions options = small_options();
  options.allow_networks = {"10.0.0.1/8"};
  const auto client = HttpClient::create(options);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::config);
}

TEST(HttpClient, FetchesThatStillRunAreDroppedWithTheClient) {
  ScriptedServer server;
  server.on("/hang", [](const ServedRequest&, ServedConnection& peer) {
    peer.wait(std::chrono::seconds(60));
  });
  auto client = HttpClient::create(small_options());
  (*client)->begin(1, request_for(server.url("/hang")));
  (*client)->advance(milliseconds(50));
  EXPECT_EQ((*client)->running(), 1u);
}

}  // namespace
}  // namespace syndicated
