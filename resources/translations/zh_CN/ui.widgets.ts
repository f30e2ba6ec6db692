<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.widgets</name>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>info</source>
        <translation>提示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>error</source>
        <translation>错误</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/banner.py"/>
        <source>{level}: {words}</source>
        <translation>{level}：{words}</translation>
    </message>
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
        <translation>清除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/dialogs.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/dialogs.py"/>
        <source>Replace file</source>
        <translation>替换文件</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/dialogs.py"/>
        <source>“{name}” exists already. Replace it?</source>
        <translation>“{name}”已存在。要替换吗？</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/dialogs.py"/>
        <location filename="../../../lance_studio/ui/widgets/progress.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/dialogs.py"/>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/number_field.py"/>
        <location filename="../../../lance_studio/ui/widgets/number_text.py"/>
        <source>This is no number.</source>
        <translation>这不是数字。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/number_field.py"/>
        <source>Numbers from {least} to {most} are possible here.</source>
        <translation>此处可输入 {least} 到 {most} 之间的数字。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/number_text.py"/>
        <source>“{typed}” may be {large} or {small}. Write it without a mark between thousands.</source>
        <translation>“{typed}”可能是 {large}，也可能是 {small}。请不要使用千位分隔符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/number_text.py"/>
        <source>Only whole numbers are possible here.</source>
        <translation>此处只能输入整数。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/number_text.py"/>
        <source>At most {decimals} digits after the point are kept here.</source>
        <translation>此处最多保留 {decimals} 位小数。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/widgets/prompt.py"/>
        <source>Dropped picture</source>
        <translation>拖入的图片</translation>
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
