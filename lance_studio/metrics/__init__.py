"""What a change did to a picture, in numbers and maps: arrays in, measurements out."""
