# shellcheck shell=bash
# Makes a shell ready for trying confd: the native binary on the PATH, DynamoDB Local, and the variables that lead to it.
#
#   source eng/local.sh          in bash or zsh, from any folder; a second terminal gets the same database
#   source eng/local.sh stop     ends DynamoDB Local and forgets its tables

confd_root=$(cd "$(dirname "${BASH_SOURCE[0]:-$0}")/.." && pwd)
# "URL PID" of the database that is running.
confd_state=$confd_root/artifacts/dynamodb-local
confd_url='' confd_pid=''
[ ! -f "$confd_state" ] || read -r confd_url confd_pid < "$confd_state"

if [ "${1:-}" = stop ]; then
  [ -z "$confd_pid" ] || "$confd_root/eng/dynamodb-local.sh" stop "$confd_pid"
  rm -f "$confd_state"
elif "$confd_root/eng/publish-native.sh"; then
  if [ -z "$confd_pid" ] || ! kill -0 "$confd_pid" 2>/dev/null; then
    "$confd_root/eng/dynamodb-local.sh" start > "$confd_state" && read -r confd_url confd_pid < "$confd_state"
  fi
  case :$PATH: in
    *:"$confd_root/artifacts":*) ;;
    *) export PATH="$confd_root/artifacts:$PATH" ;;
  esac
  export DYNAMODB_LOCAL=true DYNAMODB_ENDPOINT_URL="$confd_url"
  export AWS_ACCESS_KEY_ID=dummy AWS_SECRET_ACCESS_KEY=dummy AWS_REGION=us-east-1
  echo "confd is $(command -v confd), DynamoDB Local $confd_url"
fi
unset confd_root confd_state confd_url confd_pid
