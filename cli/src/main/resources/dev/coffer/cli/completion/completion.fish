# Completion of coffer for fish. It starts no Java: names come from files that the command keeps.
function __coffer_names
  set -l config "$COFFER_CONFIG_DIR"
  test -n "$XDG_CONFIG_HOME"; and set -l base "$XDG_CONFIG_HOME"; or set -l base "$HOME/.config"
  test -n "$config"; or set config "$base/coffer"
  set -l profile "$COFFER_PROFILE"
  test -n "$profile"; or set profile (sed -n 's/.*"current" *: *"\([^"]*\)".*/\1/p' "$config/profiles.json" 2>/dev/null)
  test -n "$profile"; or set profile default
  set -l cache "$XDG_CACHE_HOME"
  test -n "$cache"; or set cache "$HOME/.cache"
  PREFIX=$argv[2] awk -F '\t' '
    $1 != "" && index($1, ENVIRON["PREFIX"]) == 1 { print $1; n++ }
    $2 != "" && ENVIRON["PREFIX"] != "" && index($2, ENVIRON["PREFIX"]) == 1 { print $2; n++ }
    n >= 200 { exit }' "$cache/coffer/$profile/$argv[1]" 2>/dev/null
end

function __coffer_complete
  set -l typed (commandline -opc)
  set -l cur (commandline -ct)
  set -l noun ''
  set -l verb ''
  set -l skip 0
  set -l list
  for word in $typed[2..-1]
    if test $skip = 1
      set skip 0
    else if contains -- $word @VALUED@
      set skip 1
    else if string match -q -- '-*' $word
      continue
    else if test -z "$noun"
      set noun $word
    else if test -z "$verb"
      set verb $word
    end
  end
  switch "$typed[-1]"
    case -o --output
      printf '%s\n' table json yaml csv
      return
    case --key
      __coffer_names key "$cur"
      return
    case --instance --over
      __coffer_names instance "$cur"
      return
  end
  if test $skip = 1
    __fish_complete_path "$cur"
    return
  end
  switch "$noun/$verb"
@PLACES@
  end
  if not string match -q -- '-*' "$cur"
    set -l options $list
    set list
    switch "$noun/$verb"
@OPERANDS@
    end
    if set -q list[1]
      __coffer_names $list[1] "$cur"
      return
    end
    set list $options
  end
  printf '%s\n' $list
end
complete -c coffer -f -a '(__coffer_complete)'
