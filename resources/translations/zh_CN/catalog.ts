<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>catalog</name>
    <message>
        <location filename="../../../lance_studio/catalog/active.py"/>
        <source>Name the model&apos;s folder too, in which that file lies.</source>
        <translation>请同时指定该文件所在的模型文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/active.py"/>
        <source>Name one with --model DIR or in the variable {variable}, or put it there.</source>
        <translation>请用 --model DIR 或变量 {variable} 指定模型，或将它放到该处。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/active.py"/>
        <source>There is no {file} beside the checkpoint, in &apos;{folder}&apos;.</source>
        <translation>检查点旁边没有 {file}（在“{folder}”中）。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/decoding.py"/>
        <source>{path}: &apos;{inside}&apos; is missing.</source>
        <translation>{path}：缺少“{inside}”。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/decoding.py"/>
        <source>{path}: &apos;{place}&apos; does not make sense. {error}</source>
        <translation>{path}：“{place}”没有意义。{error}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/decoding.py"/>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/decoding.py"/>
        <source>a text</source>
        <translation>一个文本</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/decoding.py"/>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>a section</source>
        <translation>一个段落</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>Copy the file again from its source.</source>
        <translation>请从来源重新复制该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>Copy the complete checkpoint folder, with its configuration files.</source>
        <translation>请复制完整的检查点文件夹，包括其配置文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>{path} is too long for a configuration file.</source>
        <translation>{path} 过长，不可能是配置文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <location filename="../../../lance_studio/catalog/integrity.py"/>
        <source>{path} cannot be read: {error}.</source>
        <translation>无法读取 {path}：{error}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>{path} is not a configuration file.</source>
        <translation>{path} 不是配置文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>{path} is missing.</source>
        <translation>缺少 {path}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <location filename="../../../lance_studio/catalog/layout.py"/>
        <source>Copy the complete checkpoint folder.</source>
        <translation>请复制完整的检查点文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>{path}: &apos;{place}&apos; is {shown}, expected {wanted}.</source>
        <translation>{path}：“{place}”为 {shown}，应为：{wanted}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>a whole number from {least} to {most}</source>
        <translation>{least} 至 {most} 的整数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>a number above 0, at most {most:g}</source>
        <translation>大于 0 且不超过 {most:g} 的数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>a list of whole numbers from 0 to {most}</source>
        <translation>由 0 至 {most} 的整数组成的列表</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/fields.py"/>
        <source>{count} whole numbers from 0 to {most}</source>
        <translation>{count} 个 0 至 {most} 的整数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/integrity.py"/>
        <source>{file} is not among the files that {record} records.</source>
        <translation>{file} 不在 {record} 记录的文件之中。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/integrity.py"/>
        <source>Remove it, or copy the complete model folder again from its source.</source>
        <translation>请移除它，或从来源重新复制完整的模型文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/integrity.py"/>
        <source>{file} is damaged or was changed: its SHA-256 is not the one that {record} records.</source>
        <translation>{file} 已损坏或被更改：其 SHA-256 与 {record} 中的记录不符。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/integrity.py"/>
        <source>Copy the complete model folder again from its source.</source>
        <translation>请从来源重新复制完整的模型文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/integrity.py"/>
        <source>Check the disk that it lies on.</source>
        <translation>请检查它所在的磁盘。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/layout.py"/>
        <source>{folder} holds no model.safetensors.</source>
        <translation>{folder} 中没有 model.safetensors。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/layout.py"/>
        <source>{named} holds no Lance checkpoint.</source>
        <translation>{named} 中没有 Lance 检查点。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/layout.py"/>
        <source>The model folder {root} does not exist.</source>
        <translation>模型文件夹 {root} 不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/layout.py"/>
        <source>The model folder &apos;{path}&apos; is {kind}.</source>
        <translation>模型文件夹“{path}”是{kind}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/locating.py"/>
        <source>&apos;{named}&apos; holds {count} models: {names}.</source>
        <translation>“{named}”中有 {count} 个模型：{names}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/locating.py"/>
        <source>Name one of them.</source>
        <translation>请指定其中一个。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/locating.py"/>
        <source>The folder &apos;{named}&apos; does not exist.</source>
        <translation>文件夹“{named}”不存在。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/locating.py"/>
        <source>Choose the folder of the checkpoint.</source>
        <translation>请选择检查点的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/locating.py"/>
        <source>&apos;{named}&apos; holds no {name}.</source>
        <translation>“{named}”中没有 {name}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/locating.py"/>
        <source>Choose the folder {name}, or the one it lies in.</source>
        <translation>请选择文件夹 {name}，或它所在的文件夹。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/names.py"/>
        <source> and/or </source>
        <translation> 和/或 </translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/names.py"/>
        <source>A model folder holds {checkpoints}, {vision} and {vae}.</source>
        <translation>模型文件夹应包含 {checkpoints}、{vision} 和 {vae}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>{name} was trained on {trained} pixels; {size} may come out worse.</source>
        <translation>{name} 以 {trained} 像素训练；{size} 的效果可能较差。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>{name} was trained on clips of up to {longest} frames; {frames} may fall apart.</source>
        <translation>{name} 以最多 {longest} 帧的片段训练；{frames} 帧可能无法保持连贯。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>Makes, edits and describes pictures and short clips of many subjects and styles.</source>
        <translation>生成、编辑和描述各种题材与风格的图片和短片段。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>{path} has format {form}; this version of the studio reads format {known}.</source>
        <translation>{path} 的格式为 {form}；此版本程序读取的格式为 {known}。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>Update the studio.</source>
        <translation>请更新程序。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>one of {words}</source>
        <translation>以下之一：{words}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>one frame more than a multiple of 4</source>
        <translation>4 的倍数加 1 帧</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>a whole number from 1 to {most}</source>
        <translation>1 到 {most} 的整数</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>at most {most:,} words in all</source>
        <translation>总共不超过 {most:,} 个词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>{count:,} words</source>
        <translation>{count:,} 个词</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/profile.py"/>
        <source>a path below the model folder as its name</source>
        <translation>以模型文件夹内的路径为名</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>&apos;{path}&apos; holds a LoRA (an adapter or a difference of weights), no model.</source>
        <translation>“{path}”中是 LoRA（适配器或权重差值），不是模型。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>Name the folder of the model that it was made for; the studio cannot apply it.</source>
        <translation>请指定它所针对的模型的文件夹；程序无法应用它。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>{path} is empty.</source>
        <translation>{path} 是空的。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>Copy the file again from its source; there may have been no room for it.</source>
        <translation>请从来源重新复制该文件；之前可能没有足够的空间。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>{path} is a Git LFS pointer, not the file itself.</source>
        <translation>{path} 是 Git LFS 指针，不是文件本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>Run &apos;git lfs pull&apos; there, or download the file.</source>
        <translation>请在该处运行 “git lfs pull”，或下载该文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>{path} is a download page, not the file.</source>
        <translation>{path} 是下载页面，不是文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>Open the page in a browser and download the file itself.</source>
        <translation>请在浏览器中打开该页面，并下载文件本身。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>{path} is the message of a server, not the file.</source>
        <translation>{path} 是服务器的消息，不是文件。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/strangers.py"/>
        <source>Open it in a text editor to see what was refused.</source>
        <translation>请用文本编辑器打开它，查看被拒绝的原因。</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Chinese characters</source>
        <translation>汉字</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Japanese</source>
        <translation>日文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Korean</source>
        <translation>韩文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Cyrillic</source>
        <translation>西里尔文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Arabic</source>
        <translation>阿拉伯文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Hebrew</source>
        <translation>希伯来文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Devanagari</source>
        <translation>天城文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Greek</source>
        <translation>希腊文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Thai</source>
        <translation>泰文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>German</source>
        <translation>德文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>French</source>
        <translation>法文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Spanish</source>
        <translation>西班牙文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source> and </source>
        <translation>和</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>{model} reads {languages}, not {others}</source>
        <translation>{model} 能读懂{languages}，不能读懂{others}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>does not know {words}</source>
        <translation>不认识{words}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>counts to {most}, not {numbers}</source>
        <translation>最多数到 {most}，数不到 {numbers}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>does not understand {words}</source>
        <translation>不理解{words}</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>{words}: plain words here, no syntax</source>
        <translation>{words}：在此只是普通文字，不是语法</translation>
    </message>
    <message>
        <location filename="../../../lance_studio/catalog/vocabulary.py"/>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
</TS>
