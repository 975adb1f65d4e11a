// What stands in the headers of a message, as a table of traces.
#include "connectors/kafka/message_headers.h"

#include <gtest/gtest.h>

#include <string>

namespace syndicated {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

class MessageHeaders : public ::testing::Test {
 protected:
  MessageHeaders() {
    source_.id = "herald";
    batch_.payloads.resize(1);
    batch_.payloads[0].source = &source_;
  }

  std::string described(Headers given) {
    batch_.payloads[0].headers = std::move(given);
    std::vector<MessageHeader> headers;
    describe_output(batch_, output_, headers);
    return joined(headers);
  }
  static std::string joined(const std::vector<MessageHeader>& headers) {
    std::string text;
    for (const MessageHeader& header : headers) {
      text += std::string(header.name) + "=" + std::string(header.value) + ";";
    }
    return text;
  }

  SourceInfo source_;
  Batch batch_;
  Output output_;
};

constexpr const char* kOurs = "content-type=application/json;schema-version=1;syndicated-source=herald;";

TEST_F(MessageHeaders, SayWhatItIsAndWhereItComesFrom) {
  EXPECT_EQ(described({{"content-type", "text/html"}, {"other", "x"}}), kOurs);
}

TEST_F(MessageHeaders, ForwardATraceUnchanged) {
  EXPECT_EQ(described({{"tracestate", "a=1"}, {"traceparent", kTrace}}),
            std::string(kOurs) + "traceparent=" + kTrace + ";tracestate=a=1;");
  const std::string later = "cc" + std::string(kTrace).substr(2) + "-more";
  EXPECT_EQ(described({{"traceparent", later}}), kOurs + ("traceparent=" + later) + ";");
}

TEST_F(MessageHeaders, LeaveOutAStateThatIsLongerThanTheStandardAsksFor) {
  EXPECT_EQ(described({{"tracestate", std::string(513, 'a')}, {"traceparent", kTrace}}),
            std::string(kOurs) + "traceparent=" + kTrace + ";");
}

TEST_F(MessageHeaders, LeaveOutWhatIsNoTrace) {
  const std::string trace = kTrace;
  for (const std::string& bad :
       {std::string(), trace.substr(1), trace + "-more", "ff" + trace.substr(2), "0G" + trace.substr(2),
        "00-4BF92F3577B34DA6A3CE929D0E0E4736" + trace.substr(35),
        "00-" + std::string(32, '0') + trace.substr(35), trace.substr(0, 36) + std::string(16, '0') + "-01",
        "cc" + trace.substr(2) + "more", "cc" + trace.substr(2) + "-" + std::string(300, 'x')}) {
    EXPECT_EQ(described({{"traceparent", bad}, {"tracestate", "a=1"}}), kOurs) << bad;
  }
}

TEST_F(MessageHeaders, OfWhatPassesAreThoseItCameWith) {
  batch_.payloads[0].headers = {{"a", "1"}, {"a", std::string("\0\n", 2)}, {"traceparent", "none"}};
  std::vector<MessageHeader> headers;
  pass_headers_on(batch_, output_, headers);
  EXPECT_EQ(joined(headers), std::string("a=1;a=\0\n;traceparent=none;", 26));
  batch_.payloads[0].headers.clear();
  pass_headers_on(batch_, output_, headers);
  EXPECT_TRUE(headers.empty());
}

}  // namespace
}  // namespace syndicated
