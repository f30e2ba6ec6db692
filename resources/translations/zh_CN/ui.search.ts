<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.search</name>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Pictures and clips</source>
        <translation>图片和片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Questions and answers</source>
        <translation>提问和回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Timelines and markers</source>
        <translation>时间线和标记</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Searches prompts, questions, answers, notes and names in this project.</source>
        <translation>在此项目的提示词、提问、回答、备注和名称中搜索。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Nothing found for “{question}”. Prompts, questions, answers, notes and names were searched.</source>
        <translation>未找到与“{question}”相关的内容。已搜索提示词、提问、回答、备注和名称。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Open or create a project to search in it.</source>
        <translation>请打开或新建项目，然后在其中搜索。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Question</source>
        <translation>提问</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/presenter.py"/>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/view.py"/>
        <source>Search in the project</source>
        <translation>在项目中搜索</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/view.py"/>
        <source>What was found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/search/view.py"/>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
</context>
</TS>
