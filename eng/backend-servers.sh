#!/usr/bin/env bash
# Real servers for the tests of the backends: redis, etcd, zookeeper, consul, and moto for AWS's SSM, Secrets Manager and ACM.
# They come from Debian's signed archive, are unpacked below .tools, and are not installed on the machine.
#
#   eng/backend-servers.sh install             into .tools/backend-servers; its bin/ holds the programs; does nothing when they are there
#   eng/backend-servers.sh start NAME [PORT]   prints "ADDRESS PID" when it answers; on loopback, empty
#   eng/backend-servers.sh stop PID            ends it and removes what it wrote
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/.tools/backend-servers

# shellcheck source=eng/prerequisites.sh
source "$root/eng/prerequisites.sh"
# shellcheck source=eng/debian.sh
source "$root/eng/debian.sh"
# shellcheck source=eng/ports.sh
source "$root/eng/ports.sh"

# suite: packages
packages=(
  "bookworm: redis-server redis-tools liblzf1 libjemalloc2 liblua5.1-0 lua-bitop lua-cjson etcd-server"
  "bookworm: libzookeeper-java libslf4j-java libnetty-java libsnappy-java libcommons-cli-java libcommons-io-java"
  "bookworm: libdropwizard-metrics-java libjackson2-annotations-java libjackson2-core-java libjackson2-databind-java"
  "bookworm: libjetty9-java liblog4j1.2-java"
  "bullseye: consul"
  "trixie: python3-moto python3-antlr4"
  "bookworm: python3.11-minimal libpython3.11-minimal libpython3.11-stdlib libffi8 libexpat1 libssl3"
  "bookworm: python3-boto3 python3-botocore python3-flask python3-flask-cors python3-jinja2 python3-werkzeug python3-markupsafe"
  "bookworm: python3-itsdangerous python3-click python3-requests python3-urllib3 python3-certifi python3-chardet python3-idna"
  "bookworm: python3-responses python3-xmltodict python3-dateutil python3-six python3-jmespath python3-s3transfer"
  "bookworm: python3-cryptography python3-cffi-backend python3-yaml"
)

install() {
  mkdir -p "$root/.tools"
  # Two who come at once: the second waits for what the first unpacks.
  exec 9> "$root/.tools/backend-servers.lock"
  flock 9
  [ -f "$home/.complete" ] || unpack_all
  exec 9>&-
}

unpack_all() {
  need_java
  rm -rf "$home"
  mkdir -p "$home"
  unpack
  write_programs
  touch "$home/.complete"
}

unpack() {
  local line name names=()
  for line in "${packages[@]}"; do
    for name in ${line#*:}; do names+=("$name/${line%%:*}"); done
  done
  unpack_debs "$home/root" "$(dpkg --print-architecture)" "${names[@]}" \
    || { echo "backend-servers: Debian's packages cannot be fetched; docker-compose.yml has the same servers" >&2; exit 1; }
}

# bin/NAME runs a server in place of itself, so that its process is the server's.
write_programs() {
  mkdir -p "$home/bin" "$home/zookeeper"
  local name
  for name in redis-server redis-cli etcd consul; do
    program "$name" "LD_LIBRARY_PATH=\$root/usr/lib/\$(uname -m)-linux-gnu exec \"\$root/usr/bin/$name\" \"\$@\""
  done
  # Not the machine's Python: compiled modules belong to one version.
  program moto "export PYTHONHOME=\$root/usr PYTHONPATH=\$root/usr/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1
LD_LIBRARY_PATH=\$root/usr/lib/\$(uname -m)-linux-gnu exec \"\$root/usr/bin/python3.11\" -m moto.server \"\$@\""
  cat > "$home/zookeeper/log4j.properties" <<'END'
log4j.rootLogger=WARN, C
log4j.appender.C=org.apache.log4j.ConsoleAppender
log4j.appender.C.layout=org.apache.log4j.PatternLayout
log4j.appender.C.layout.ConversionPattern=%d %p %c %m%n
END
  # Some of the jars are bridges between loggers that exclude each other.
  find "$home/root/usr/share/java" -name '*.jar' \
    | grep -vE '/(jcl-over|log4j-over|jul-to|slf4j-(nop|simple|jdk14|jcl)|jetty9-jaas)' | sort | tr '\n' ':' > "$home/zookeeper/classpath"
  program zookeeper "classpath=$home/zookeeper:\$(cat \"$home/zookeeper/classpath\")
exec java -Xmx128m -cp \"\$classpath\" org.apache.zookeeper.server.quorum.QuorumPeerMain \"\$@\""
}

program() {
  printf '#!/usr/bin/env bash\nset -euo pipefail\nroot=%q\n%s\n' "$home/root" "$2" > "$home/bin/$1"
  chmod +x "$home/bin/$1"
}

start() {
  local name=$1
  case $name in
    redis | etcd | zookeeper | consul | moto) ;;
    *) echo "backend-servers: there is no server $name" >&2; exit 2 ;;
  esac
  install
  [ -z "${2:-}" ] || { start_at "$name" "$2"; return; }
  # Where another program takes a port before the server does, once more.
  for _ in 1 2 3; do
    start_at "$name" "$(free_port)" 2>/dev/null && return
  done
  start_at "$name" "$(free_port)"
}

# start_at NAME PORT: fails with what the server said where it ends or does not answer within a minute.
start_at() {
  local name=$1 port=$2 data log pid
  mkdir -p "$home/run"
  data=$(mktemp -d "$home/run/$name.XXXXXX")
  log=$data/log
  cd "$data"
  "run_$name" "$port" "$data"
  setsid "$home/bin/${command[0]}" "${command[@]:1}" > "$log" 2>&1 < /dev/null &
  pid=$!
  echo "$pid" > "$data/pid"
  for _ in $(seq 600); do
    kill -0 "$pid" 2>/dev/null || break
    # Not where another one answers there, and this one has just ended.
    if "answers_$name" "$port" 2>/dev/null && kill -0 "$pid" 2>/dev/null; then
      echo "$address $pid"
      return
    fi
    sleep 0.1
  done
  cat "$log" >&2
  stop "$pid"
  return 1
}

# run_NAME PORT FOLDER: sets the command line and the address that tests use; answers_NAME PORT: whether it is ready.
run_redis() {
  address=127.0.0.1:$1
  command=(redis-server --port "$1" --bind 127.0.0.1 --save '' --dir "$2" --notify-keyspace-events KEA)
}
answers_redis() (
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf 'PING\r\n' >&3
  read -r -t 2 reply <&3 && [[ $reply == +PONG* ]]
)

run_etcd() {
  local peer
  peer=http://127.0.0.1:$(free_port)
  address=http://127.0.0.1:$1
  command=(etcd --data-dir "$2/data" --listen-client-urls "$address" --advertise-client-urls "$address"
    --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer")
}
answers_etcd() { curl -s --max-time 1 "http://127.0.0.1:$1/health" | grep -q true; }

run_zookeeper() {
  address=127.0.0.1:$1
  cat > "$2/zoo.cfg" <<END
tickTime=500
dataDir=$2/data
clientPort=$1
clientPortAddress=127.0.0.1
admin.enableServer=false
maxClientCnxns=0
4lw.commands.whitelist=ruok,srvr
END
  command=(zookeeper "$2/zoo.cfg")
}
answers_zookeeper() (
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf srvr >&3
  read -r -t 2 reply <&3 && [[ $reply == Zookeeper\ version* ]]
)

run_consul() {
  address=http://127.0.0.1:$1
  command=(consul agent -dev -bind=127.0.0.1 -client=127.0.0.1 -http-port="$1" -grpc-port=-1 -dns-port=-1 -serf-wan-port=-1
    -serf-lan-port="$(free_port)" -server-port="$(free_port)")
}
answers_consul() { curl -s --max-time 1 "http://127.0.0.1:$1/v1/status/leader" | grep -q :; }

run_moto() {
  address=http://127.0.0.1:$1
  command=(moto -H 127.0.0.1 -p "$1")
}
answers_moto() { curl -s -o /dev/null --max-time 1 "http://127.0.0.1:$1/moto-api/data.json"; }

stop() {
  local data
  kill "$1" 2>/dev/null || true
  for _ in $(seq 50); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null || true
  for data in "$home"/run/*/; do
    [ "$(cat "$data/pid" 2>/dev/null)" != "$1" ] || rm -rf "$data"
  done
}

case ${1:-} in
  install) install ;;
  start) start "${2:-}" "${3:-}" ;;
  stop) stop "$2" ;;
  *) sed -n '2,8p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
