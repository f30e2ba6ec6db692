<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>models</name>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>A demonstration model that knows a small drawn world of shapes and picture-book things, in English.</source>
        <translation>演示模型，了解由形状和图画书事物构成的小型手绘世界，使用英文。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>Shapes: circle, square, triangle, star, heart, ring, on plain, two-tone and fading backgrounds.</source>
        <translation>形状：圆形、正方形、三角形、星形、心形、圆环，背景为纯色、双色或渐变。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>Picture-book things: car, boat, house, tree, balloon, fish, flower, bird, cat, umbrella, rocket, mushroom.</source>
        <translation>图画书事物：汽车、小船、房子、树、气球、鱼、花、鸟、猫、雨伞、火箭、蘑菇。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>Scenes: meadow, sea, night, room.</source>
        <translation>场景：草地、大海、夜晚、房间。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>Colours: red, orange, yellow, green, blue, purple, black, white; sizes: small, medium, large; nine places, from top left to bottom right.</source>
        <translation>颜色：红、橙、黄、绿、蓝、紫、黑、白；大小：小、中、大；九个位置，从左上到右下。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>In clips things move left, right, up or down, grow, shrink, appear, vanish or change colour.</source>
        <translation>片段中的事物可以向左、向右、向上或向下移动，变大、变小、出现、消失或变色。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>Edits: recolour, replace, move, remove, add, resize, change the background.</source>
        <translation>编辑：变色、替换、移动、移除、添加、改变大小、更换背景。</translation>
    </message>
    <message>
        <location filename="../../../models/nano/studio.json"/>
        <source>Questions: colour, shape, size, count, place, presence, background, direction, what changed and when, and descriptions.</source>
        <translation>提问：颜色、形状、大小、数量、位置、是否存在、背景、方向、何时发生了什么变化，以及描述。</translation>
    </message>
</context>
</TS>
