<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>user_settings</name>
    <message>
        <location filename="../../../lance_studio/user_settings/cache_place.py"/>
        <source>Choose a folder that you may write to.</source>
        <translation>请选择您有写入权限的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/cache_place.py"/>
        <source>it is no folder with a whole path</source>
        <translation>它不是带完整路径的文件夹</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/cache_place.py"/>
        <source>&apos;{folder}&apos; cannot hold the cache: {reason}.</source>
        <translation>“{folder}”无法存放缓存：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/key_file.py"/>
        <source>Choose a file that “Export keys” has written. Your keys are as they were.</source>
        <translation>请选择由“导出快捷键”写出的文件。您的快捷键没有变动。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/key_file.py"/>
        <source>&apos;{name}&apos; cannot be read: {reason}.</source>
        <translation>无法读取“{name}”：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/key_file.py"/>
        <source>&apos;{name}&apos; is too large for a file of keys.</source>
        <translation>“{name}”过大，不可能是快捷键文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/key_file.py"/>
        <source>&apos;{name}&apos; is no file of keys: {error}.</source>
        <translation>“{name}”不是快捷键文件：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/key_file.py"/>
        <source>&apos;{name}&apos; gives &apos;{action}&apos; the key &apos;{key}&apos;, which does not exist.</source>
        <translation>“{name}”为“{action}”指定了不存在的快捷键“{key}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/store.py"/>
        <source>The settings could not be written to {path}: {reason}.</source>
        <translation>设置无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/user_settings/store.py"/>
        <source>They hold until the window closes; make room or make the folder writable.</source>
        <translation>设置在窗口关闭前有效；请腾出空间，或使该文件夹可写。</translation>
    </message>
</context>
</TS>
