#!/bin/sh
# Makes proxy.jsa, a class data sharing archive, beside lib/. Start the proxy from the same directory:
#   java @bin/jvm.options -XX:SharedArchiveFile=proxy.jsa -cp 'lib/*' dev.banyan.proxy.ProxyApplication
# It holds for one JVM and one set of jars; with others it is ignored and the start is a plain one.
set -eu
cd "$(dirname "$0")/.."
[ -d lib ] || { echo "archive.sh: there is no lib/ in $(pwd): copy api-proxy/target/lib, the proxy's jar and bin/ into one directory, see docs/proxy-http.md" >&2; exit 1; }
java @bin/jvm.options -XX:ArchiveClassesAtExit=proxy.jsa -cp 'lib/*' dev.banyan.proxy.ArchiveTraining >/dev/null
echo "$(pwd)/proxy.jsa"
