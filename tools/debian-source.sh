# Debian's source packages, without a change to this machine's configuration; sourced after common.sh.
# shellcheck shell=bash

# Mirrors of this machine's own apt configuration, one per line, likely ones first: those apt knows to be Debian's, then
# those of the source files, in both formats.
configured_mirrors() {
    local sources=()
    shopt -s nullglob
    sources=(/etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources)
    shopt -u nullglob
    {
        apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null || true
        cat "${sources[@]}" /dev/null 2>/dev/null | awk '
            /^URIs:/ { for (i = 2; i <= NF; i++) print $i }
            /^deb/   { sub(/\[[^]]*\]/, ""); print $2 }' | awk '
            /debian/ { print; next } { other[++n] = $0 } END { for (i = 1; i <= n; i++) print other[i] }'
    } | grep -v security | sed 's,/*$,,' | awk 'NF && !seen[$0]++'
}

# download_from <mirror> <folder> <suite> <package>=<version>: the source package's files into the folder, through an apt
# state of our own.
download_from() {
    local mirror=$1 folder=$2 suite=$3 package=$4 keyring=/usr/share/keyrings/debian-archive-keyring.gpg options
    rm -rf "$folder"
    mkdir -p "$folder/lists/partial" "$folder/archives/partial"
    echo "deb-src [signed-by=$keyring] $mirror $suite main" >"$folder/sources.list"
    options=(-q -o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder" -o "Dir::Cache::archives=$folder/archives"
        -o Debug::NoLocking=true -o APT::Sandbox::User= -o APT::Update::Error-Mode=any
        -o Acquire::Retries=2 -o Acquire::http::Timeout=20)
    (
        cd "$folder"
        apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only "$package"
    ) >"$folder/log" 2>&1
}

# unpack_from_debian <suite> <package>=<version> <tarball> <sha256> <target>: the original source into the target. False
# when it cannot be reached, with the log in build/apt-state; ends the script when it is not the one that is pinned.
unpack_from_debian() {
    local suite=$1 package=$2 tarball=$3 sha256=$4 target=$5 mirror folder=$build/apt-state
    command -v apt-get >/dev/null || return 1
    for mirror in $(configured_mirrors); do
        if download_from "$mirror" "$folder" "$suite" "$package"; then
            say "${package%%=*} from Debian's source package"
            echo "$sha256  $folder/$tarball" | sha256sum --check --quiet - >&2 || die "wrong SHA-256: $folder/$tarball"
            mkdir -p "$target"
            tar -C "$target" --strip-components=1 -xf "$folder/$tarball"
            rm -rf "$folder"
            return 0
        fi
    done
    return 1
}
