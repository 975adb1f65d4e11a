#include "daemon/sample_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace syndicated {
namespace {

class Connection {
 public:
  explicit Connection(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(const std::string& bytes) const {
    ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  // Everything up to the end of the connection.
  std::string rest() const {
    std::string all;
    char bytes[4096];
    for (ssize_t n; (n = recv(fd_, bytes, sizeof bytes, 0)) > 0;) {
      all.append(bytes, static_cast<std::size_t>(n));
    }
    return all;
  }

 private:
  const int fd_;
};

std::string ask(const SampleServer& server, const std::string& request) {
  const Connection connection(server.port());
  connection.send(request);
  return connection.rest();
}

std::string get(const SampleServer& server, const std::string& path, const std::string& more = "") {
  return ask(server,
             "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n");
}

std::string value(const std::string& answer, const std::string& name) {
  const std::size_t begin = answer.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return "";
  const std::size_t from = begin + name.size() + 4;
  return answer.substr(from, answer.find("\r\n", from) - from);
}

class SampleServerTest : public testing::Test {
 protected:
  SampleServerTest() : server(std::move(SampleServer::create().value())) {
    server->put("/feed", {"application/rss+xml", "<rss/>", from_civil(2025, 4, 7, 17, 13, 0)});
  }
  std::unique_ptr<SampleServer> server;
};

TEST_F(SampleServerTest, ServesItsDocumentsWithValidators) {
  const std::string answer = get(*server, "/feed?x=1");
  EXPECT_EQ(answer.find("HTTP/1.1 200 OK\r\n"), 0u);
  EXPECT_EQ(value(answer, "Last-Modified"), "Mon, 07 Apr 2025 17:13:00 GMT");
  EXPECT_EQ(value(answer, "Content-Type"), "application/rss+xml");
  EXPECT_EQ(value(answer, "Content-Length"), "6");
  EXPECT_TRUE(answer.ends_with("\r\n\r\n<rss/>"));
  EXPECT_EQ(server->url("/feed"), "http://127.0.0.1:" + std::to_string(server->port()) + "/feed");
}

TEST_F(SampleServerTest, SaysWhenNothingChangedAndServesWhatDid) {
  const std::string first = get(*server, "/feed");
  const std::string etag = "if-none-match: " + value(first, "ETag") + "\r\n";
  const std::string date = "If-Modified-Since: " + value(first, "Last-Modified") + "\r\n";
  for (const std::string& headers : {etag, date, etag + date}) {
    EXPECT_EQ(get(*server, "/feed", headers).find("HTTP/1.1 304 "), 0u) << headers;
  }
  server->put("/feed", {"text/xml", "<rss>2</rss>", from_civil(2025, 4, 7, 17, 13, 0)});
  EXPECT_EQ(get(*server, "/feed", etag + date).find("HTTP/1.1 200 "), 0u);
  EXPECT_EQ(server->requests(), 5u);
}

TEST_F(SampleServerTest, AnswersSeveralRequestsOnOneConnection) {
  const std::string one = "GET /feed HTTP/1.1\r\n\r\n";
  const std::string answer =
      ask(*server, one + one + "HEAD /feed HTTP/1.1\r\nConnection: close\r\n\r\n");
  std::size_t count = 0;
  for (std::size_t at = 0; (at = answer.find("200 OK", at)) != std::string::npos; ++at) ++count;
  EXPECT_EQ(count, 3u);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << "HEAD has no body";
}

TEST_F(SampleServerTest, WhatItDoesNotServeIsRefused) {
  struct Row {
    std::string request, status;
  };
  for (const Row& row :
       {Row{"GET /etc/passwd HTTP/1.1\r\n\r\n", "404"}, Row{"GET /../feed HTTP/1.1\r\n\r\n", "404"},
        Row{"POST /feed HTTP/1.1\r\n\r\n", "405"}, Row{"nonsense\r\n\r\n", "400"},
        Row{"\r\n\r\n", "400"}, Row{"GET /feed SPDY/3\r\n\r\n", "400"},
        Row{std::string(kSampleRequestBytesMax + 1, 'x'), "431"}}) {
    EXPECT_EQ(ask(*server, row.request).find("HTTP/1.1 " + row.status), 0u) << row.status;
  }
}

TEST_F(SampleServerTest, ManyConnectionsWaitForTheirTurn) {
  std::vector<std::unique_ptr<Connection>> silent;
  for (int i = 0; i < kSampleConnectionsMax - 1; ++i) {
    silent.push_back(std::make_unique<Connection>(server->port()));
  }
  EXPECT_EQ(get(*server, "/feed").find("HTTP/1.1 200 "), 0u);
  silent.clear();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(get(*server, "/feed").find("HTTP/1.1 200 "), 0u);
}

}  // namespace
}  // namespace syndicated
