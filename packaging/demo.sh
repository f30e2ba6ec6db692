#!/bin/sh
# The main job from end to end, on a picture and a clip of resources/samples/: generate, edit, animate, extend, ask.
# run.sh starts this once the virtual environment exists.
#
#   --model DIR    a checkpoint in the official layout (default: the small one of the tests)
#   --out DIR      where the results go (default: out/demo in the checkout)
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
SMALL="$ROOT/tests/golden/checkpoint"
model=$SMALL
out="$ROOT/out/demo"

while [ $# -gt 0 ]; do
    case $1 in
        --model | --out)
            if [ $# -lt 2 ]; then
                printf 'Error: %s needs a directory.\n' "$1" >&2
                exit 2
            fi
            if [ "$1" = --model ]; then model=$2; else out=$2; fi
            shift 2
            ;;
        *)
            printf 'Error: the demonstration does not know %s; it takes --model DIR and --out DIR.\n' "$1" >&2
            exit 2
            ;;
    esac
done

picture="$ROOT/resources/samples/harbour.png"
clip="$ROOT/resources/samples/drift.mp4"
mkdir -p "$out"

# The small checkpoint runs on any processor in seconds at these sizes; an official one gets the usual ones.
if [ "$model" = "$SMALL" ]; then
    generate='--steps 4 --size 96x64'
    edit_picture='--steps 4 --preset image_256res'
    animate='--steps 2 --preset video_192p --frames 9'
    edit_clip='--steps 2 --preset video_192p'
    extend='--steps 2 --preset video_192p --frames 8'
    answer='--max-tokens 12'
else
    generate='' edit_picture='' animate='' edit_clip='' extend='' answer=''
fi

studio() {
    printf '\n$ lance-studio'
    for word in "$@"; do
        case $word in
            *' '*) printf " '%s'" "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$ROOT/.venv/bin/lance-studio" "$@"
}

# shellcheck disable=SC2086  # the options are lists of words
{
    studio generate 'a lighthouse on a cliff at dusk' \
        --model "$model" --seed 1 $generate --overwrite -o "$out/generated.png"
    studio edit "$picture" 'make it winter' \
        --model "$model" --seed 2 $edit_picture --overwrite -o "$out/edited.png"
    studio animate "$picture" 'the boats rock on the water' \
        --model "$model" --seed 3 $animate --overwrite -o "$out/animated.mp4"
    studio edit "$clip" 'make it a pencil drawing' \
        --model "$model" --seed 4 $edit_clip --overwrite -o "$out/edited.mp4"
    studio extend "$clip" 'the camera keeps moving' \
        --model "$model" --seed 5 $extend --overwrite -o "$out/extended.mp4"
    studio ask "$picture" 'What is in this picture?' --model "$model" $answer
    studio ask "$clip" 'What happens in this clip?' --model "$model" $answer
}

cat <<END

The results are in $out:
  generated.png   a picture from words
  edited.png      resources/samples/harbour.png, edited by an instruction
  animated.mp4    the same picture set in motion
  edited.mp4      resources/samples/drift.mp4, edited by an instruction
  extended.mp4    the same clip with new frames at its end
The two answers are printed above.
END
if [ "$model" = "$SMALL" ]; then
    cat <<END

These were made with the small checkpoint of the tests. Its weights are random: the pictures are noise and the
answers mean nothing; they show that every step works. For real results give an official checkpoint:
  sh packaging/run.sh --demo --model DIR
END
fi
