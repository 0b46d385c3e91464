#compdef coffer
# Completion of coffer for zsh. It starts no Java: names come from files that the command keeps.
_coffer_names() {
  local config=${COFFER_CONFIG_DIR:-${XDG_CONFIG_HOME:-$HOME/.config}/coffer} profile=${COFFER_PROFILE:-}
  [[ -n $profile ]] || profile=$(sed -n 's/.*"current" *: *"\([^"]*\)".*/\1/p' $config/profiles.json 2>/dev/null)
  PREFIX=$2 awk -F '\t' '
    $1 != "" && index($1, ENVIRON["PREFIX"]) == 1 { print $1; n++ }
    $2 != "" && ENVIRON["PREFIX"] != "" && index($2, ENVIRON["PREFIX"]) == 1 { print $2; n++ }
    n >= 200 { exit }' ${XDG_CACHE_HOME:-$HOME/.cache}/coffer/${profile:-default}/$1 2>/dev/null
}

_coffer() {
  local cur=${words[CURRENT]} noun='' verb='' word i
  local -a list
  for ((i = 2; i < CURRENT; i++)); do
    word=${words[i]}
    case $word in
      (@VALUED@) ((i++)) ;;
      (-*) ;;
      (*) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
    esac
  done
  case ${words[CURRENT - 1]} in
    (-o|--output) compadd -- table json yaml csv; return ;;
    (--key) list=(${(f)"$(_coffer_names key $cur)"}); compadd -a list; return ;;
    (--instance|--over) list=(${(f)"$(_coffer_names instance $cur)"}); compadd -a list; return ;;
    (@VALUED@) _files; return ;;
  esac
  case $noun/$verb in
@PLACES@
  esac
  if [[ $cur != -* ]]; then
    local -a options=($list)
    list=()
    case $noun/$verb in
@OPERANDS@
    esac
    if (( $#list )); then
      list=(${(f)"$(_coffer_names $list[1] $cur)"})
    else
      list=($options)
    fi
  fi
  compadd -a list
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -D }
compdef _coffer coffer
