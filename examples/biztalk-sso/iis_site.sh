#!/bin/sh
# The IIS web site as a Generic Script: the cluster calls it with online, offline, looksalive, isalive or terminate.
# (On Windows this is the script of Knowledge Base article 970759, which starts and stops a site of the W3SVC service.)
#
# Properties of the resource that it uses: Server (the program), HostsFile, Port, SiteName, PidFile.
# A call may be repeated, or come after a crash in the middle of another: online begins by looking whether the site runs already.

pid=$(cat "$COHORT_PARAM_PIDFILE" 2>/dev/null)
# A pid alone proves nothing: it may be somebody else's by now.
runs() { [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$COHORT_PARAM_SERVER $COHORT_PARAM_HOSTSFILE $COHORT_PARAM_PORT "; }

stop() {
    runs && kill "-$1" "$pid"
    while runs; do sleep 0.02; done
    rm -f "$COHORT_PARAM_PIDFILE"
}

case $1 in
online)
    runs && exit 0
    "$COHORT_PARAM_SERVER" "$COHORT_PARAM_HOSTSFILE" "$COHORT_PARAM_PORT" "$COHORT_PARAM_SITENAME" &
    pid=$!
    echo $pid >"$COHORT_PARAM_PIDFILE"
    sleep 0.1
    runs
    ;;
offline) stop TERM ;;
terminate) stop KILL ;;
looksalive | isalive) runs ;;
*) exit 2 ;;
esac
