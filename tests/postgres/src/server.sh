# Runs one PostgreSQL server in the folder $1 with the programs in $2, and obeys the words on standard input: start,
# stop, crash. Whatever becomes of the program at the other end of the pipe, its end is read here: then the server is
# stopped and the folder removed.

folder=$1
PATH=$2:$PATH
trap '' INT TERM HUP

start() {
    # Nothing is listened on but a socket in this folder.
    pg_ctl -D "$folder/data" -l "$folder/server.log" -w -o "-k '$folder'" start >>"$folder/server.log" 2>&1
}

# The rules of a language put text into another order than its bytes: tests notice a query that leans on either.
initdb -D "$folder/data" -U proofmark --auth=trust --encoding=UTF8 --no-sync \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US >"$folder/server.log" 2>&1 || exit 1
cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
max_connections = 400
shared_buffers = 64MB
log_min_messages = warning
SETTINGS
start || exit 1
echo ready

while read -r word; do
    case $word in
        start) start ;;
        stop) pg_ctl -D "$folder/data" -w -m fast stop >/dev/null 2>&1 ;;
        crash) pg_ctl -D "$folder/data" -w -m immediate stop >/dev/null 2>&1 ;;
    esac
    echo "$?"
done

pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1
rm -rf "$folder"
