// Options of the Kafka connector. Plain values; config/ fills them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/source_info.h"
#include "pipeline/time.h"

namespace syndicated {

enum class KafkaProtocol { plaintext, tls, sasl_plaintext, sasl_tls };
enum class SaslMechanism { plain, scram_sha_256, scram_sha_512, oauthbearer };

constexpr bool is_tls(KafkaProtocol protocol) {
  return protocol == KafkaProtocol::tls || protocol == KafkaProtocol::sasl_tls;
}
constexpr bool is_sasl(KafkaProtocol protocol) {
  return protocol == KafkaProtocol::sasl_plaintext || protocol == KafkaProtocol::sasl_tls;
}

class TokenSource;

// Secrets are held as values; config/ reads them from files or systemd credentials. None is ever logged.
struct KafkaSecurity {
  KafkaProtocol protocol = KafkaProtocol::plaintext;
  std::string ca_file;           // PEM, "" the system's
  std::string certificate_file;  // PEM of the client (mTLS), "" none
  std::string key_file;          // PEM of its key
  std::string key_password;      // secret, "" none
  SaslMechanism mechanism = SaslMechanism::scram_sha_512;
  std::string user;
  std::string password;              // secret
  bool allow_cleartext_password = false;  // PLAIN without TLS
  std::string token_url;             // OAUTHBEARER by OIDC client credentials (RFC 6749, 4.4)
  std::string client_id;
  std::string client_secret;         // secret
  std::string scope;                 // "" none
  std::string token_ca_file;         // PEM, of the identity provider, "" the system's

  bool with_tokens() const { return is_sasl(protocol) && mechanism == SaslMechanism::oauthbearer; }
};

// What every client of the cluster needs.
struct KafkaCluster {
  std::vector<std::string> brokers;  // "host:port", where a client first asks; empty: no Kafka
  KafkaSecurity security;
  std::shared_ptr<TokenSource> tokens;  // where clients get them; the daemon brings it when security.with_tokens()
  // Further properties of librdkafka, from its allow-list (properties.h).
  std::map<std::string, std::string> properties;
};

enum class TopicStart { earliest, latest, time };

// A topic to read. All topics of a line share one consumer.
struct TopicInput {
  SourceInfo info;
  std::string topic;
  TopicStart start = TopicStart::earliest;  // where a partition begins that was never read
  Time start_time;                          // for TopicStart::time
};

struct KafkaSinkOptions {
  std::string records_topic;       // "" makes no Kafka sink
  std::string relations_topic;     // "" puts ".relations" behind records_topic
  std::string dead_letters_topic;  // "" puts ".dead" behind records_topic
  bool pass_headers_on = false;    // records carry the headers of the message that they came in
  bool create_topics = true;       // false: a missing topic is an error that says how to make it
  std::uint32_t output_partitions = 4;     // of topics that are made for the outputs; state topics have one
  std::uint32_t replication = 0;           // of topics that are made; 0 the broker's default
  Duration transaction_timeout = seconds(10);  // the broker aborts what takes longer
  Duration marks_retention = days(31);         // exact window plus slack
  Duration decisions_retention = hours(78);    // near window plus slack
  std::string snapshot_dir;        // of local snapshots, which shorten a restore; "" none
};

struct KafkaOptions {
  KafkaCluster cluster;
  // The prefix of everything that belongs to one daemon: group id, transactional.id and group.instance.id
  // (both NAME.0), state topics (NAME.marks, NAME.decisions, NAME.heads).
  std::string name = "syndicated";
  std::string authority;  // of the uris; part of the state's header
  Duration session_timeout = seconds(45);  // a member that is silent for longer is dead
  Duration question_timeout = seconds(10);  // of what is asked about topics and the group; for tests
  std::vector<TopicInput> topics;
  KafkaSinkOptions sink;
};

}  // namespace syndicated
