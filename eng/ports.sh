# shellcheck shell=bash
# Sourced by the scripts that start servers.

# free_port: prints a loopback port that nothing listens on, below those that the system gives to outgoing connections and to whoever asks for any:
# one of these may be taken before the server listens.
free_port() {
  local port first=32768
  [ ! -r /proc/sys/net/ipv4/ip_local_port_range ] || read -r first _ < /proc/sys/net/ipv4/ip_local_port_range
  [ "$first" -gt 21000 ] || first=50000
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % (first - 20000)))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  echo "no free port found" >&2
  exit 1
}
