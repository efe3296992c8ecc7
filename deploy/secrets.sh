#!/bin/sh
# Make the random password that Neo4j and the application share. A second run changes nothing.
#
# The folder is open to its owner alone. The files in it are readable, because compose mounts
# them as they are and the containers' users (7474, 10001) are strangers to this host.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets
chmod 700 secrets

if [ ! -s secrets/neo4j_password ]; then
    # 32 letters and digits: no sign that a URL, a shell or neo4j/PASSWORD could misread
    password=$(head -c 4096 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | cut -c 1-32)
    [ ${#password} -eq 32 ]
    printf '%s' "$password" >secrets/neo4j_password
    echo "secrets/neo4j_password: 已生成 / made"
fi
printf 'neo4j/%s' "$(cat secrets/neo4j_password)" >secrets/neo4j_auth.new
mv -f secrets/neo4j_auth.new secrets/neo4j_auth
chmod 444 secrets/neo4j_password secrets/neo4j_auth
