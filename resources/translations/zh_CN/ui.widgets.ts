<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.widgets</name>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/chips.py"/>
        <source>Remove {chip}</source>
        <translation>移除 {chip}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/clearing.py"/>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/dialogs.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/progress.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/seed.py"/>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/thumbnail.py"/>
        <source>{caption}, made by the model</source>
        <translation>{caption}，由模型生成</translation>
    </message>
</context>
</TS>
