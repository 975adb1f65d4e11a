// The identity provider's answers, good and bad, and how long a token is kept. With real brokers:
// tests/kafka/scenarios.
#include "daemon/identity_provider.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/connectors/http/scripted_server.h"

namespace syndicated {
namespace {

using test::Answer;
using test::ScriptedServer;

class HandClock final : public Clock {
 public:
  Time now() const override { return at; }
  Duration steady() const override { return {at.ms}; }
  Time at{1'000'000};
};

Answer token_answer(const std::string& token, const std::string& more) {
  return {200, {{"Content-Type", "application/json"}}, "{\"access_token\":\"" + token + "\"" + more + "}"};
}

class IdentityProviderTest : public ::testing::Test {
 protected:
  Result<AccessToken> ask() {
    KafkaSecurity security;
    security.token_url = server_.url("/token");
    security.client_id = "desk";
    security.client_secret = "a:b c";
    return IdentityProvider(security, clock_).token();
  }

  HandClock clock_;
  ScriptedServer server_;
};

TEST_F(IdentityProviderTest, AsksWithTheCredentialsEncodedForAForm) {
  server_.on("/token", token_answer("t1", ",\"expires_in\":60"));
  const Result<AccessToken> token = ask();
  ASSERT_TRUE(token.has_value()) << token.error().what;
  EXPECT_EQ(token->value, "t1");
  EXPECT_EQ(token->subject, "desk");
  EXPECT_EQ(token->expires_at, clock_.at + seconds(60));
  const test::ServedRequest request = server_.requests("/token").at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.header("authorization"), "Basic ZGVzazphJTNBYiUyMGM=");  // desk:a%3Ab%20c
}

TEST_F(IdentityProviderTest, KeepsATokenForHalfOfItsTime) {
  server_.on("/token", std::vector<Answer>{token_answer("t1", ",\"expires_in\":60"),
                                           token_answer("t2", ",\"expires_in\":\"60\"")});
  KafkaSecurity security;
  security.token_url = server_.url("/token");
  security.client_id = "desk";
  IdentityProvider provider(security, clock_);
  EXPECT_EQ(provider.token()->value, "t1");
  clock_.at = clock_.at + milliseconds(29'999);
  EXPECT_EQ(provider.token()->value, "t1");
  clock_.at = clock_.at + milliseconds(1);
  EXPECT_EQ(provider.token()->value, "t2");
}

TEST_F(IdentityProviderTest, KeepsATokenThatIsStillGoodWhileTheProviderIsUnavailable) {
  server_.on("/token", std::vector<Answer>{token_answer("t1", ",\"expires_in\":60"), {503, {}, ""}});
  KafkaSecurity security;
  security.token_url = server_.url("/token");
  security.client_id = "desk";
  IdentityProvider provider(security, clock_);
  EXPECT_EQ(provider.token()->value, "t1");
  clock_.at = clock_.at + milliseconds(59'999);
  const Result<AccessToken> kept = provider.token();
  ASSERT_TRUE(kept.has_value()) << kept.error().what;
  EXPECT_EQ(kept->value, "t1");
  clock_.at = clock_.at + milliseconds(1);
  EXPECT_FALSE(provider.token().has_value());
}

TEST_F(IdentityProviderTest, TakesFiveMinutesWhenNoTimeIsTold) {
  server_.on("/token", token_answer("t", ",\"expires_in\":-1"));
  EXPECT_EQ(ask()->expires_at, clock_.at + minutes(5));
}

TEST_F(IdentityProviderTest, TellsWhatAPersonHasToMendFromWhatPasses) {
  const struct {
    Answer answer;
    ErrorKind kind;
    const char* tells;
  } rows[] = {
      {{401, {}, "{\"error\":\"invalid_client\"}"}, ErrorKind::policy, "refused with status 401; check `kafka.oauth`"},
      {{400, {}, "{\"error\":\"invalid_scope\"}"}, ErrorKind::policy, "refused with status 400"},
      {{503, {}, ""}, ErrorKind::unavailable, "answered with status 503"},
      {{200, {}, "<html>Sign in</html>"}, ErrorKind::policy, "holds no access_token"},
      {{200, {}, "{\"access_token\":\"\"}"}, ErrorKind::policy, "holds no access_token"},
      {{302, {{"Location", "/elsewhere"}}, ""}, ErrorKind::policy, "redirects"},
      {{404, {}, ""}, ErrorKind::policy, "refused with status 404; check `kafka.oauth`: token_url"},
      {{429, {}, ""}, ErrorKind::unavailable, "answered with status 429"},
  };
  for (const auto& row : rows) {
    server_.on("/token", row.answer);
    const Result<AccessToken> token = ask();
    ASSERT_FALSE(token.has_value()) << row.tells;
    EXPECT_EQ(token.error().kind, row.kind) << token.error().what;
    EXPECT_NE(token.error().what.find(row.tells), std::string::npos) << token.error().what;
    EXPECT_EQ(token.error().what.find("a:b c"), std::string::npos);
  }
  EXPECT_TRUE(server_.requests("/elsewhere").empty());
}

TEST_F(IdentityProviderTest, IsUnavailableWhenNobodyAnswers) {
  KafkaSecurity security;
  security.token_url = "http://127.0.0.1:1/token";
  security.client_id = "desk";
  const Result<AccessToken> token = IdentityProvider(security, clock_).token();
  ASSERT_FALSE(token.has_value());
  EXPECT_EQ(token.error().kind, ErrorKind::unavailable) << token.error().what;
}

}  // namespace
}  // namespace syndicated
