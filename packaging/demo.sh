#!/bin/sh
# The main job from end to end: generate, edit, animate, edit a clip, extend, ask.
# run.sh starts this once the virtual environment exists.
#
#   --model DIR    a model folder (default: the embedded model)
#   --out DIR      where the results go (default: out/demo in the checkout)
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
EMBEDDED="$ROOT/models/nano"
model=$EMBEDDED
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
mkdir -p "$out"

# The embedded model knows a small drawn world, so it works on what it has made itself; it is the only model here with
# a studio.json. The others start from the samples.
if [ -f "$model/studio.json" ]; then
    picture="$out/generated.png"
    clip="$out/animated.mp4"
    scene='a red car on a meadow'
    picture_edit='make the car blue'
    motion='the car moves to the right'
    clip_edit='make the car yellow'
    sequel='the car vanishes'
    picture_question='What colour is the car?'
    clip_question='Which way does the car move?'
else
    picture="$ROOT/resources/samples/harbour.png"
    clip="$ROOT/resources/samples/drift.mp4"
    scene='a lighthouse on a cliff at dusk'
    picture_edit='make it winter'
    motion='the boats rock on the water'
    clip_edit='make it a pencil drawing'
    sequel='the camera keeps moving'
    picture_question='What is in this picture?'
    clip_question='What happens in this clip?'
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

studio generate "$scene" --model "$model" --seed 1 --overwrite -o "$out/generated.png"
studio edit "$picture" "$picture_edit" --model "$model" --seed 2 --overwrite -o "$out/edited.png"
studio animate "$picture" "$motion" --model "$model" --seed 3 --overwrite -o "$out/animated.mp4"
studio edit "$clip" "$clip_edit" --model "$model" --seed 4 --overwrite -o "$out/edited.mp4"
studio extend "$clip" "$sequel" --model "$model" --seed 5 --overwrite -o "$out/extended.mp4"
studio ask "$picture" "$picture_question" --model "$model"
studio ask "$clip" "$clip_question" --model "$model"

cat <<END

The results are in $out:
  generated.png   a picture from the words '$scene'
  edited.png      $(basename "$picture"), edited: '$picture_edit'
  animated.mp4    $(basename "$picture"), set in motion: '$motion'
  edited.mp4      $(basename "$clip"), edited: '$clip_edit'
  extended.mp4    $(basename "$clip"), with new frames at its end: '$sequel'
The two answers are printed above.
END
if [ "$model" = "$EMBEDDED" ]; then
    cat <<END

They were made by Nano, the model that comes with the studio. It knows a small drawn world, in pictures of 128 x 128
dots and clips of up to 17 frames, and shows that every step works; 'lance-studio info' lists what it knows. For
photographs and films give an official checkpoint:
  sh packaging/run.sh --demo --model DIR
END
fi
