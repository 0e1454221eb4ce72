#!/bin/sh
# Stands for an application that reads its settings at its start and knows nothing of confd.
echo "app: greeting $GREETING, log level $LOG_LEVEL, message: $(cat "${DEST:-/run/app}/motd.txt")"
trap 'echo "app: ends"; exit 0' TERM
while :; do sleep 1 & wait; done
