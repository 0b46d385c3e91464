# Completion of coffer for bash. It starts no Java: names come from files that the command keeps.
_coffer_names() {
  local config=${COFFER_CONFIG_DIR:-${XDG_CONFIG_HOME:-$HOME/.config}/coffer} profile=${COFFER_PROFILE:-}
  [ -n "$profile" ] || profile=$(sed -n 's/.*"current" *: *"\([^"]*\)".*/\1/p' "$config/profiles.json" 2>/dev/null)
  PREFIX=$2 awk -F '\t' '
    $1 != "" && index($1, ENVIRON["PREFIX"]) == 1 { print $1; n++ }
    $2 != "" && ENVIRON["PREFIX"] != "" && index($2, ENVIRON["PREFIX"]) == 1 { print $2; n++ }
    n >= 200 { exit }' "${XDG_CACHE_HOME:-$HOME/.cache}/coffer/${profile:-default}/$1" 2>/dev/null
}

_coffer() {
  local cur=${COMP_WORDS[COMP_CWORD]} noun='' verb='' word words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      @VALUED@) i=$((i + 1)) ;;
      -*) ;;
      *) if [ -z "$noun" ]; then noun=$word; elif [ -z "$verb" ]; then verb=$word; fi ;;
    esac
  done
  case $noun/$verb in
@PLACES@
  esac
  COMPREPLY=()
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    -o | --output) mapfile -t COMPREPLY < <(compgen -W 'table json yaml csv' -- "$cur"); return ;;
    --key) mapfile -t COMPREPLY < <(_coffer_names key "$cur"); return ;;
    --instance | --over) mapfile -t COMPREPLY < <(_coffer_names instance "$cur"); return ;;
    @VALUED@) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  case $cur in -*) return ;; esac
  words=''
  case $noun/$verb in
@OPERANDS@
  esac
  [ -z "$words" ] || mapfile -t COMPREPLY < <(_coffer_names "$words" "$cur")
}
complete -F _coffer coffer ./coffer
