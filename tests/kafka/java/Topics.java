import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The small commands: one question or one change each. */
final class Topics {
  private final Cluster cluster;
  private final Arguments arguments;

  Topics(Cluster cluster, Arguments arguments) {
    this.cluster = cluster;
    this.arguments = arguments;
  }

  static IsolationLevel isolation(Arguments arguments) {
    return IsolationLevel.valueOf("READ_" + arguments.text("isolation", "committed").toUpperCase());
  }

  private Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    for (String entry : arguments.all("config")) {
      config.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
    }
    return config;
  }

  void create() throws ExecutionException, InterruptedException {
    int partitions = (int) arguments.number("partitions", 1);
    long replication = arguments.number("replication", 0);
    Optional<Short> copies = replication == 0 ? Optional.empty() : Optional.of((short) replication);
    Map<String, String> config = config();
    List<NewTopic> topics =
        arguments.words("topic").stream()
            .map(name -> new NewTopic(name, Optional.of(partitions), copies).configs(config))
            .toList();
    try (Admin admin = cluster.admin()) {
      admin.createTopics(topics).all().get();
    }
  }

  void grow() throws ExecutionException, InterruptedException {
    NewPartitions partitions = NewPartitions.increaseTo((int) arguments.number("partitions", 1));
    try (Admin admin = cluster.admin()) {
      admin.createPartitions(Map.of(arguments.first("topic"), partitions)).all().get();
    }
  }

  void alter() throws ExecutionException, InterruptedException {
    List<AlterConfigOp> changes = new ArrayList<>();
    config()
        .forEach(
            (name, value) ->
                changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, arguments.first("topic"));
    try (Admin admin = cluster.admin()) {
      admin.incrementalAlterConfigs(Map.of(topic, changes)).all().get();
    }
  }

  void delete() throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.admin()) {
      admin.deleteTopics(List.of(arguments.first("topic"))).all().get();
    }
  }

  /** `name partitions replication` of each topic, in the order of the names. */
  void list() throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.admin()) {
      List<String> names = admin.listTopics().names().get().stream().sorted().toList();
      Map<String, TopicDescription> all = admin.describeTopics(names).allTopicNames().get();
      for (String name : names) {
        int copies = all.get(name).partitions().get(0).replicas().size();
        System.out.println(name + " " + all.get(name).partitions().size() + " " + copies);
      }
    }
  }

  /** `name=value` of what differs from the server's defaults, then `leader P N` of each partition. */
  void describe() throws ExecutionException, InterruptedException {
    String name = arguments.first("topic");
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try (Admin admin = cluster.admin()) {
      admin.describeConfigs(List.of(topic)).all().get().get(topic).entries().stream()
          .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
          .map(entry -> entry.name() + "=" + entry.value())
          .sorted()
          .forEach(System.out::println);
      admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions()
          .forEach(p -> System.out.println("leader " + p.partition() + " " + p.leader().id()));
    }
  }

  /** `partition end` of each partition. */
  void offsets() throws ExecutionException, InterruptedException {
    IsolationLevel isolation = isolation(arguments);
    try (Admin admin = cluster.admin()) {
      List<TopicPartition> partitions = Cluster.partitions(admin, arguments.first("topic"));
      Map<TopicPartition, Long> ends =
          Cluster.offsets(admin, partitions, OffsetSpec.latest(), isolation);
      for (TopicPartition partition : partitions) {
        System.out.println(partition.partition() + " " + ends.get(partition));
      }
    }
  }

  void count() throws ExecutionException, InterruptedException {
    long[] seen = {0};
    IsolationLevel isolation = isolation(arguments);
    try (Admin admin = cluster.admin()) {
      cluster.read(admin, arguments.first("topic"), isolation, record -> seen[0]++);
    }
    System.out.println(seen[0]);
  }

  /** `partition offset key value`, with tabs between them; a tombstone has no value. */
  void dump() throws ExecutionException, InterruptedException {
    IsolationLevel isolation = isolation(arguments);
    StringBuilder out = new StringBuilder();
    try (Admin admin = cluster.admin()) {
      cluster.read(
          admin,
          arguments.first("topic"),
          isolation,
          record -> {
            out.append(record.partition()).append('\t').append(record.offset()).append('\t');
            out.append(record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
            out.append('\t');
            out.append(record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8));
            out.append('\n');
          });
    }
    System.out.print(out);
  }

  /**
   * A message for each line of the input; what stands before a tab is its key. With `-` as the topic, each line
   * begins with its own topic and a tab.
   */
  void produce() throws IOException {
    String topic = arguments.first("topic");
    int partition = (int) arguments.number("partition", -1);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Exception[] failure = {null};
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer("")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int begin = topic.equals("-") ? line.indexOf('\t') + 1 : 0;
        String target = begin == 0 ? topic : line.substring(0, begin - 1);
        int tab = line.indexOf('\t', begin);
        byte[] key = tab < 0 ? null : line.substring(begin, tab).getBytes(StandardCharsets.UTF_8);
        byte[] value = line.substring(tab < 0 ? begin : tab + 1).getBytes(StandardCharsets.UTF_8);
        producer.send(
            new ProducerRecord<>(target, partition < 0 ? null : partition, key, value),
            (metadata, problem) -> {
              if (problem != null) failure[0] = problem;
            });
      }
    }
    if (failure[0] != null) throw new IllegalStateException("produce to " + topic, failure[0]);
  }

  void deleteRecords() throws ExecutionException, InterruptedException {
    TopicPartition partition =
        new TopicPartition(arguments.first("topic"), (int) arguments.number("partition", 0));
    RecordsToDelete before = RecordsToDelete.beforeOffset(Long.parseLong(arguments.text("before")));
    try (Admin admin = cluster.admin()) {
      admin.deleteRecords(Map.of(partition, before)).all().get();
    }
  }

  /** `topic partition offset metadata` of what a group has committed. */
  void group() throws ExecutionException, InterruptedException {
    String group = arguments.first("group");
    try (Admin admin = cluster.admin()) {
      admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
          .map(entry -> entry.getKey().topic() + " " + entry.getKey().partition() + " "
              + entry.getValue().offset() + " " + entry.getValue().metadata())
          .sorted()
          .forEach(System.out::println);
    }
  }

  /** set-group GROUP --at TOPIC/PARTITION=OFFSET...: no member may be there. */
  void setGroup() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (String at : arguments.all("at")) {
      int slash = at.lastIndexOf('/');
      int equals = at.lastIndexOf('=');
      offsets.put(
          new TopicPartition(at.substring(0, slash), Integer.parseInt(at.substring(slash + 1, equals))),
          new OffsetAndMetadata(Long.parseLong(at.substring(equals + 1))));
    }
    try (Admin admin = cluster.admin()) {
      admin.alterConsumerGroupOffsets(arguments.first("group"), offsets).all().get();
    }
  }

  void deleteGroup() throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.admin()) {
      admin.deleteConsumerGroups(List.of(arguments.first("group"))).all().get();
    }
  }

  /** `state producer transactional.id` of each transaction that the cluster remembers. */
  void transactions() throws ExecutionException, InterruptedException {
    try (Admin admin = cluster.admin()) {
      admin.listTransactions().all().get().forEach(
          told -> System.out.println(
              told.state() + " " + told.producerId() + " " + told.transactionalId()));
    }
  }

  /** allow USER --topic|--group|--transactional-id NAME --operation WRITE: an access rule for names that begin so. */
  void allow() throws ExecutionException, InterruptedException {
    Map<String, ResourceType> kinds =
        Map.of(
            "topic", ResourceType.TOPIC,
            "group", ResourceType.GROUP,
            "transactional-id", ResourceType.TRANSACTIONAL_ID);
    List<AclBinding> rules = new ArrayList<>();
    for (Map.Entry<String, ResourceType> kind : kinds.entrySet()) {
      for (String name : arguments.all(kind.getKey())) {
        for (String operation : arguments.all("operation")) {
          rules.add(
              new AclBinding(
                  new ResourcePattern(kind.getValue(), name, PatternType.PREFIXED),
                  new AccessControlEntry(
                      "User:" + arguments.first("user"),
                      "*",
                      AclOperation.fromString(operation),
                      AclPermissionType.ALLOW)));
        }
      }
    }
    try (Admin admin = cluster.admin()) {
      admin.createAcls(rules).all().get();
    }
  }
}
