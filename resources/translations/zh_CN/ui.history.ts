<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ui.history</name>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>made by the model</source>
        <translation>由模型生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>imported</source>
        <translation>导入的</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>favourite</source>
        <translation>已收藏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/cards.py"/>
        <source>{count} folded</source>
        <translation>已折叠 {count} 个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/graph.py"/>
        <source>What was made from what</source>
        <translation>生成关系图</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/graph.py"/>
        <source>Unfold what was made from it</source>
        <translation>展开由它生成的内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/graph.py"/>
        <source>Fold what was made from it</source>
        <translation>折叠由它生成的内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/list_view.py"/>
        <source>What was made from what, as a list</source>
        <translation>生成关系列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Compare with what it was made from</source>
        <translation>与其来源对比</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Compare with the open one</source>
        <translation>与已打开的对比</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Go on from here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Ask about it…</source>
        <translation>询问…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Use again</source>
        <translation>再次使用</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Replay with the same seed</source>
        <translation>用相同种子重新生成</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Unfold branch</source>
        <translation>展开分支</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Fold branch</source>
        <translation>折叠分支</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Unfold all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Remove from favourites</source>
        <translation>取消收藏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Add to favourites</source>
        <translation>收藏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Export MP4…</source>
        <translation>导出 MP4…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Export PNG…</source>
        <translation>导出 PNG…</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Show again</source>
        <translation>重新显示</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/node_menu.py"/>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>There is nothing to compare with.</source>
        <translation>没有可对比的内容。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>Open another picture first.</source>
        <translation>请先打开另一张图片。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>Show node</source>
        <translation>显示节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>Hide node</source>
        <translation>隐藏节点</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>Made again with the same seed: every pixel is the same.</source>
        <translation>已用相同种子重新生成：每个像素都相同。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>Made again with the same seed: pixels differ. The new result stands beside the former one.</source>
        <translation>已用相同种子重新生成：像素有差异。新结果列在原结果旁边。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/presenter.py"/>
        <source>Beginning</source>
        <translation>起始状态</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>Search history</source>
        <translation>搜索历史</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>Search instructions, names and answers (/)
Enter: next, Shift+Enter: previous</source>
        <translation>搜索指令、名称和回答（/）
Enter：下一个，Shift+Enter：上一个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一个匹配项（Shift+Enter）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>Next match (Enter)</source>
        <translation>下一个匹配项（Enter）</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>{number} of {count}</source>
        <translation>{number}/{count}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/search_bar.py"/>
        <source>{count} found</source>
        <translation>找到 {count} 个</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Every picture and clip that you make stands here, with what it was made from. Generate one to begin.</source>
        <translation>您生成的每张图片和每个片段都列在这里，并标明其来源。生成第一个，即可开始。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Open or create a project to see what was made from what.</source>
        <translation>打开或新建项目，即可查看生成关系。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Steps that can be undone</source>
        <translation>可撤销的步骤</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Graph</source>
        <translation>关系图</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Undo list</source>
        <translation>撤销列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>What is shown</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Show all imports</source>
        <translation>显示所有导入内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Show hidden</source>
        <translation>显示已隐藏的内容</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Written to &apos;{name}&apos;.</source>
        <translation>已写入“{name}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>This is now</source>
        <translation>当前状态</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Click to redo up to here</source>
        <translation>单击可重做到这里</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Click to go back to here</source>
        <translation>单击可回到这里</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Video (*{ending})</source>
        <translation>视频 (*{ending})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Picture (*{ending})</source>
        <translation>图片 (*{ending})</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>MP4 video (*.mp4)</source>
        <translation>MP4 视频 (*.mp4)</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/view.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>ui.history#how long ago</name>
    <message>
        <location filename="../../../lance_studio/ui/history/ago.py"/>
        <source>now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/ago.py"/>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟前</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/ago.py"/>
        <source>{hours} h</source>
        <translation>{hours} 小时前</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/ui/history/ago.py"/>
        <source>{days} d</source>
        <translation>{days} 天前</translation>
    </message>
</context>
</TS>
