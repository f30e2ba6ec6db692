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

# The small checkpoint runs on any processor in seconds at these sizes; an official one uses its own defaults.
if [ "$model" = "$SMALL" ]; then
    picture_options='--steps 4 --size 96x64'
    edit_options='--steps 4'
    video_options='--steps 4 --size 96x64 --frames 9'
    clip_options='--steps 4 --frames 9'
else
    picture_options=
    edit_options=
    video_options=
    clip_options=
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
        --model "$model" --seed 1 $picture_options -o "$out/generated.png"
    studio edit "$picture" 'make it winter' \
        --model "$model" --seed 2 $edit_options -o "$out/edited.png"
    studio animate "$picture" 'the boats rock on the water' \
        --model "$model" --seed 3 $video_options -o "$out/animated.mp4"
    studio edit "$clip" 'make it a pencil drawing' \
        --model "$model" --seed 4 $clip_options -o "$out/edited.mp4"
    studio extend "$clip" 'the camera keeps moving' \
        --model "$model" --seed 5 $clip_options -o "$out/extended.mp4"
    studio ask "$picture" 'What is in this picture?' --model "$model"
    studio ask "$clip" 'What happens in this clip?' --model "$model"
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
